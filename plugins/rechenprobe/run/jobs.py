"""Lecture → job: what has to be executed, with all options filled in."""

import re
from itertools import chain
from pathlib import Path

from msgspec import Struct, structs

from rechenprobe.complaints import of_system
from rechenprobe.execution import Failure
from rechenprobe.lecture import CellOptions, Lecture, PageSettings
from rechenprobe.run.protocol import CellJob, Job, Limits, Script, ValueJob
from rechenprobe.settings import Settings


class Group(Struct, frozen=True):
    """What the server imports before it forks lectures that may need it."""

    modules: tuple[str, ...]
    words: "re.Pattern[str]"
    """One of them stands in code that may need the modules."""
    symbolic: bool = False
    """Whether symbolic cells need them, whatever they say."""
    more: bool = False
    """Whether they are parts of what the group before imports, of use only with that."""


GROUPS = (
    Group(
        ("keras", "tensorflow", "rechenprobe.model.collect"),
        re.compile(r"\b(?:keras|tensorflow|tf)\b"),
        symbolic=True,
    ),
    Group(("tensorflow._api.v2.compat",), re.compile(r"\b(?:compat|clear_session)\b"), more=True),
    Group(("matplotlib.pyplot",), re.compile(r"\b(?:matplotlib|pyplot|plt|seaborn)\b")),
)


LEFT = (
    # They import matplotlib and scikit-learn.
    *("keras.visualization", "keras.src.visualization", "keras.wrappers"),
    # TensorFlow's first version, and each of the two versions inside the other. There is no such
    # way with `tensorflow._api.v2.lite`: `tensorflow.lite` is another module, and takes its name.
    "tensorflow._api.v2.compat",
)
"""Parts that most lectures do not need, though their packages import them: 0.5 s together."""


_HIDDEN = re.compile(r"\b(?:import_module|__import__|exec|eval|runpy|load_module|exec_module)\b")
"""One of them stands in code that may import what no statement of its names."""


def job_of(lecture: Lecture, settings: Settings, memory: int) -> Job | None:
    """The job; None if there is nothing to execute. Raises `PreludeMissing`.

    `memory` in bytes is for lectures for which neither page nor site says how much.
    """
    page = lecture.settings
    execute = settings.execute if page.execute is None else page.execute
    timeout = page.timeout or settings.timeout
    cells = tuple(
        CellJob(
            index,
            cell.code,
            cell.first_line,
            cell.options.timeout or timeout,
            _limits(lecture.settings, settings, memory, cell.options),
            cell.options.symbolic,
        )
        for index, cell in enumerate(lecture.cells)
        if cell.options.eval
    )
    if not cells and not (lecture.values and execute):
        return None
    values = tuple(
        ValueJob(index, value.code, lecture.line(value.span.start))
        for index, value in enumerate(lecture.values)
    )
    root = settings.root.resolve()
    job = Job(
        path=lecture.path,
        root=str(root),
        folder=str((root / lecture.path).parent.resolve()),
        source=lecture.source,
        preludes=_preludes(lecture, settings),
        cells=cells,
        values=values,
        timeout=timeout,
        limits=_limits(page, settings, memory, CellOptions()),
        network=page.network,
        ignored=(str(settings.cache_folder),),
    )
    return structs.replace(job, needs=_unstated(job))


def _limits(page: PageSettings, site: Settings, memory: int, cell: CellOptions) -> Limits:
    """The cell's own come before the page's, the page's before the site's."""
    agreed = cell.memory or page.memory or site.memory
    return Limits(
        memory=memory if agreed is None else int(agreed * 1e9),
        output=int((cell.max_output or page.max_output or site.max_output) * 1e6),
        figures=cell.max_figures or page.max_figures or site.max_figures,
    )


def groups_of(job: Job) -> int:
    """Which of `GROUPS` the job's code speaks of, as bits; what it imports is not looked at."""
    codes = _codes(job)
    symbolic = any(cell.symbolic for cell in job.cells)
    bits, before = 0, True
    for number, group in enumerate(GROUPS):
        spoken = (group.symbolic and symbolic) or any(map(group.words.search, codes))
        before = spoken and (before or not group.more)
        bits |= before << number
    return bits


def _unstated(job: Job) -> tuple[str, ...]:
    """What the code may import without an import statement that names it."""
    if not any(cell.symbolic for cell in job.cells) and not any(map(_HIDDEN.search, _codes(job))):
        return ()
    groups = groups_of(job)
    needed = (group.modules for number, group in enumerate(GROUPS) if groups >> number & 1)
    return tuple(chain.from_iterable(needed))


def _codes(job: Job) -> list[str]:
    scripts = [script.code for script in job.preludes]
    return [*scripts, *(cell.code for cell in job.cells), *(value.code for value in job.values)]


def _preludes(lecture: Lecture, settings: Settings) -> tuple[Script, ...]:
    scripts = []
    own = lecture.settings.prelude
    said = max(lecture.source.find(own or "", 0, lecture.body_start), 0)
    places = (settings.prelude, ("", 1)), (own, (lecture.path, lecture.line(said)))
    for name, place in places:
        if name is not None:
            try:
                code = (settings.root / name).read_text(encoding="utf-8-sig")
            except (OSError, UnicodeDecodeError) as error:
                raise PreludeMissing(_unreadable(name, *place, error)) from error
            scripts.append(Script(Path(name).as_posix(), code))
    return tuple(scripts)


class PreludeMissing(Exception):
    """A prelude cannot be read."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


def _unreadable(name: str, owner: str, line: int, error: Exception) -> Failure:
    """`owner` and `line`: the page that names it."""
    if isinstance(error, FileNotFoundError):
        message = f"das Vorspiel „{name}“ gibt es nicht"
    elif isinstance(error, OSError):
        message = f"das Vorspiel „{name}“ ist unlesbar: {of_system(error)}"
    else:
        message = f"das Vorspiel „{name}“ ist nicht in UTF-8 gespeichert"
    remedy = "Der Pfad in der Option prelude gilt vom Ordner der mkdocs.yml aus."
    return Failure("prelude", None, owner or name, line, message, remedy)
