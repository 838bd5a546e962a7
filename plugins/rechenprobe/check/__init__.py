"""Lecture + Run → Report. Pure."""

from msgspec import structs

from rechenprobe.answers import models_in
from rechenprobe.check.code.building import check_building
from rechenprobe.check.code.clock import hint_clock
from rechenprobe.check.code.foreign import warn_of_fetching
from rechenprobe.check.code.printed import check_printed
from rechenprobe.check.code.remarks import check_remarks
from rechenprobe.check.code.values import check_values
from rechenprobe.check.defined.defining import check_defined
from rechenprobe.check.described.describing import check_described
from rechenprobe.check.described.stacks import check_stacks
from rechenprobe.check.equations.applying import apply_laws
from rechenprobe.check.equations.coefficients import check_coefficients
from rechenprobe.check.equations.components import unfold
from rechenprobe.check.equations.continued import go_on
from rechenprobe.check.equations.exclaiming import exclaim
from rechenprobe.check.equations.inverses import solve
from rechenprobe.check.equations.letters import confirm_letters
from rechenprobe.check.equations.named import recognize
from rechenprobe.check.equations.roots import find_roots
from rechenprobe.check.equations.rounded import check_rounded
from rechenprobe.check.equations.thrift import spare
from rechenprobe.check.examples.companions import confirm_companions
from rechenprobe.check.examples.exercises import check_exercises
from rechenprobe.check.examples.layers import check_references
from rechenprobe.check.examples.outline import flatten
from rechenprobe.check.examples.points import pass_over_points
from rechenprobe.check.examples.sections import check_sections
from rechenprobe.check.fix import correct
from rechenprobe.check.following.walk import confirm_following
from rechenprobe.check.homes import model_at_home
from rechenprobe.check.layers.scopes import Entry, Scope
from rechenprobe.check.ledger import Ledger
from rechenprobe.check.lists.arrows import check_arrows
from rechenprobe.check.lists.closing import check_closings
from rechenprobe.check.page import Page
from rechenprobe.check.prose.given import confirm_given
from rechenprobe.check.prose.mentions import check_mentions
from rechenprobe.check.prose.near import with_guesses
from rechenprobe.check.prose.nearby import confirm_nearby
from rechenprobe.check.prose.portions import confirm_portions
from rechenprobe.check.prose.prose import bind_prose
from rechenprobe.check.prose.results import check_results
from rechenprobe.check.prose.routes import confirm_routes
from rechenprobe.check.prose.shares import check_shares
from rechenprobe.check.prose.told import check_told, check_unlike
from rechenprobe.check.tables.functions import say_heads
from rechenprobe.check.tables.numbering import pass_over_row_numbers
from rechenprobe.check.tables.regularities import check_regularities
from rechenprobe.check.tables.rows import join_rows
from rechenprobe.check.tables.tables import check_tables
from rechenprobe.check.words.kinds import known_word
from rechenprobe.check.words.translation import translate_lecture
from rechenprobe.collecting import collecting_later
from rechenprobe.execution import Failure, Run
from rechenprobe.lecture import Lecture, Span, line_starts
from rechenprobe.report import Report
from rechenprobe.settings import Settings

__all__ = ["check_lecture", "correct", "known_word"]

_AFTERWARDS = (check_rounded, pass_over_points, pass_over_row_numbers, hint_clock)
"""What to say of numbers when all that decides on them has been asked."""


@collecting_later
def check_lecture(lecture: Lecture, run: Run, settings: Settings) -> Report:
    """Hold everything that the lecture claims against its run.

    After a failed run only that failure and what arithmetic can tell are
    reported: numbers that the missing model would have confirmed are
    unchecked, but not complained about.
    """
    shown = models_in(lecture, run)
    ledger = Ledger(Page(lecture, (model for _, model in shown)), settings.grouping)
    for problem in lecture.problems:
        ledger.find(
            problem.span, problem.severity, problem.code, problem.message, remedy=problem.remedy
        )
    if run.failure is not None:
        _report_failure(ledger, run.failure)
    model_at = model_at_home(ledger.page, shown)
    spoken = translate_lecture(lecture, settings.vocabulary)
    spoken = go_on(say_heads(join_rows(exclaim(spare(spoken)))))
    spoken = unfold(recognize(solve(find_roots(apply_laws(spoken)))))
    outline = flatten(spoken, ledger.page, model_at)
    entries = bind_prose(
        spoken, ledger.page, outline.entries, model_at, len(outline.entries), settings.vocabulary
    )
    check_sections(ledger, entries)
    confirm_letters(ledger, spoken)
    check_coefficients(ledger, spoken)
    check_references(ledger, outline)
    check_mentions(ledger, model_at)
    check_shares(ledger, model_at)
    check_sections(
        ledger,
        [
            Entry(statement, Scope(home=-1, group=-index))
            for index, statement in enumerate(spoken.statements, 1)
            if statement.origin == "comment"
        ],
    )
    check_remarks(ledger)
    check_printed(ledger, run)
    check_building(ledger, ledger.page.models)
    if not shown:
        check_described(ledger)
    if run.failure is None:
        confirm_companions(ledger, model_at)
        check_tables(ledger, model_at)
        check_stacks(ledger)
        check_arrows(ledger)
        check_closings(ledger)
        check_regularities(ledger)
        told = check_told(ledger, model_at)
        confirm_nearby(ledger, model_at)
        confirm_portions(ledger, model_at)
        if shown:
            check_described(ledger)  # what is no layer of the model
        check_defined(ledger)
        check_results(ledger)
        confirm_routes(ledger, model_at)
        confirm_following(ledger, model_at)
        if shown:
            confirm_given(ledger)
            check_unlike(told)
    computed = check_values(ledger, run)
    check_exercises(ledger, run)
    for rule in _AFTERWARDS:
        rule(ledger)
    warn_of_fetching(ledger, run)
    policy = lecture.settings.unchecked or settings.policy(lecture.path)
    report = ledger.report("pass" if run.failure else policy, computed)
    report = with_guesses(report, ledger.page, model_at, settings.grouping)
    return structs.replace(report, versions=run.versions)


def _report_failure(ledger: Ledger, failure: Failure) -> None:
    source = ledger.lecture.source
    line = failure.line if failure.file == ledger.lecture.path else _calling_line(failure, ledger)
    starts = line_starts(source)
    line = min(max(line, 1), len(starts))
    start = starts[line - 1]
    text = source[start:].partition("\n")[0]
    start += len(text) - len(text.lstrip())
    where = "" if failure.file == ledger.lecture.path else f" ({failure.file}:{failure.line})"
    ledger.find(
        Span(start, start + len(text.strip())),
        "error",
        "cell-failed" if failure.kind != "value" else "value-failed",
        f"{_WHAT.get(failure.kind, 'Die Ausführung bricht ab')}: {failure.message}{where}",
        written=text.strip(),
        remedy=failure.remedy,
    )


def _calling_line(failure: Failure, ledger: Ledger) -> int:
    """A failure in another file: the lecture's line that led there, or its first."""
    own = [frame.line for frame in failure.frames if frame.file == ledger.lecture.path]
    return own[-1] if own else 1


_WHAT = {
    "exception": "Die Zelle scheitert",
    "exit": "Die Zelle beendet Python",
    "timeout": "Die Zelle braucht zu lange",
    "killed": "Der Prozess wurde beendet",
    "memory": "Der Speicher reicht nicht",
    "prelude": "Das Vorspiel scheitert",
    "value": "Der Ausdruck scheitert",
}
