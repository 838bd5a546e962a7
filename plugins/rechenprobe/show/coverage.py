"""The site's Prüfbericht: the coverage of all lectures, the exemptions, the versions."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from markupsafe import Markup

from rechenprobe.notation import Grouping, number
from rechenprobe.report import Counts, Covered, Verdict
from rechenprobe.show.html import fill
from rechenprobe.show.seal import seal

_WORDS: Mapping[Verdict, str] = {
    "verified": "geprüft",
    "computed": "eingesetzt",
    "exempt": "ausgenommen",
    "unchecked": "nicht geprüft",
    "wrong": "falsch",
}
"""In the order of the bars."""
_PROPER: Mapping[str, str] = {
    "python": "Python",
    "keras": "Keras",
    "tensorflow": "TensorFlow",
    "numpy": "NumPy",
}
"""Distributions that come first, and how they are written."""

_MEANINGS = """\
**Geprüft** ist eine Zahl, wenn sie in einer Rechnung steht, die aufgeht, oder wenn das Modell sie
bestätigt, das beim Bauen dieser Seiten gelaufen ist. **Eingesetzt** hat sie der Bau selbst.
**Ausgenommen** hat sie die Autorin oder der Autor, mit einem Grund. Mit einer **falschen** Zahl
wird die Website nicht gebaut. Jahreszahlen, Namen und Verweise zählen nicht mit.
"""


def coverage_page(
    lectures: Sequence[Covered], tools: Mapping[str, str], json_href: str, grouping: Grouping
) -> str:
    """The page's Markdown. `tools`: what checked, name → version."""
    counted = [one for one in lectures if one.report.counts.total]
    parts = ["# Prüfbericht", _summary(counted, grouping)]
    if counted:
        parts += ["## Seiten", seal(_list(counted, grouping))]
    silent = [one for one in lectures if not one.report.counts.total]
    if silent:
        links = Markup(", ").join(map(_link, silent))
        parts.append(seal(fill("<div>Ohne Zahlen: {}.</div>", links)))
    exempt = [one for one in lectures if one.report.exemptions]
    if exempt:
        parts += ["## Ausnahmen", seal(_exemptions(exempt))]
    parts += ["## Womit geprüft wurde", seal(_tools(lectures, tools, grouping))]
    parts += ["## Wie die Wörter gemeint sind", _MEANINGS]
    for_tools = Markup('<div>Für Werkzeuge: <a href="{}">rechenprobe.json</a></div>')
    parts.append(seal(for_tools.format(json_href)))
    return "\n\n".join(parts) + "\n"


def _summary(counted: Sequence[Covered], grouping: Grouping) -> str:
    """How much is confirmed, in one sentence, one bar and its legend."""
    total = Counts(
        **{
            verdict: sum(getattr(one.report.counts, verdict) for one in counted)
            for verdict in _WORDS
        }
    )
    if not total.total:
        return "Auf dieser Website stehen keine Zahlen, die zu prüfen wären."
    confirmed = Fraction(total.verified + total.computed, total.total)
    pages = "einer Seite" if len(counted) == 1 else f"{len(counted)} Seiten"
    sentence = (
        f"Auf {pages} stehen {_many(total.total, grouping)}. Bestätigt sind"
        f" **{_percent(confirmed, grouping)}**: nachgerechnet, am Modell geprüft oder vom Bau"
        " selbst eingesetzt."
    )
    legend = Markup().join(
        fill(
            '<span role="listitem" data-verdict="{}"><strong>{}</strong> {}</span>',
            verdict,
            _count(count, grouping),
            word,
        )
        for verdict, word in _WORDS.items()
        if (count := getattr(total, verdict))
    )
    block = fill(
        '<div class="rp-coverage__sum">{}'
        '<div class="rp-coverage__legend" role="list">{}</div></div>',
        _bar(total),
        legend,
    )
    return f"{sentence}\n\n{seal(block)}"


def _list(lectures: Iterable[Covered], grouping: Grouping) -> Markup:
    return fill(
        '<section class="rp-coverage">{}</section>',
        Markup().join(
            fill(
                '<div class="rp-coverage__page">{}<span>{}</span>{}<small>{}</small></div>',
                _link(one),
                _many(one.report.counts.total, grouping),
                _bar(one.report.counts),
                _balance(one.report.counts, grouping),
            )
            for one in lectures
        ),
    )


def _exemptions(lectures: Iterable[Covered]) -> Markup:
    rows = Markup().join(
        fill(
            "<tr><td>{}, {}</td><td>{}</td><td>{}</td></tr>",
            _link(one),
            exemption.place.words,
            exemption.text,
            exemption.reason,
        )
        for one in lectures
        for exemption in one.report.exemptions
    )
    return fill(
        '<div class="rp-table rp-exemptions"><table><thead><tr><th scope="col">Stelle</th>'
        '<th scope="col">Zahl</th><th scope="col">Grund</th></tr></thead>'
        "<tbody>{}</tbody></table></div>",
        rows,
    )


def _tools(lectures: Iterable[Covered], tools: Mapping[str, str], grouping: Grouping) -> Markup:
    versions: dict[str, set[str]] = {}
    against = {"model": 0, "arithmetic": 0}
    for one in lectures:
        for name, version in one.report.versions.items():
            versions.setdefault(name, set()).add(version)
        for claim in one.report.claims:
            if claim.verdict == "verified" and claim.against in against:
                against[claim.against] += 1
    known = [(_PROPER[name], versions.pop(name)) for name in _PROPER if name in versions]
    rest = sorted(versions.items(), key=lambda item: item[0].lower())
    shown = _versions([*((name, {one}) for name, one in tools.items()), *known])
    if rest:
        shown += fill(
            "<details><summary>und {}</summary>{}</details>",
            "1 weiteres Paket" if len(rest) == 1 else f"{len(rest)} weitere Pakete",
            _versions(rest),
        )
    claims = sum(against.values())
    sentence = (
        fill(
            "<p>{} bestätigt: {} am laufenden Modell, {} durch Nachrechnen.</p>",
            "1 Aussage ist" if claims == 1 else f"{_count(claims, grouping)} Aussagen sind",
            _count(against["model"], grouping),
            _count(against["arithmetic"], grouping),
        )
        if claims
        else Markup()
    )
    return fill('<section class="rp-tools">{}{}</section>', sentence, shown)


def _versions(rows: Iterable[tuple[str, set[str]]]) -> Markup:
    """Several versions of one: some lectures were run before, some after an upgrade."""
    return fill(
        "<dl>{}</dl>",
        Markup().join(
            fill("<div><dt>{}</dt><dd>{}</dd></div>", name, ", ".join(sorted(found)))
            for name, found in rows
        ),
    )


def _bar(counts: Counts) -> Markup:
    """The shares of the verdicts; the words beside it say the same."""
    parts = Markup().join(
        fill('<i data-verdict="{}" style="--n:{}"></i>', verdict, count)
        for verdict in _WORDS
        if (count := getattr(counts, verdict))
    )
    return fill('<span class="rp-bar" aria-hidden="true">{}</span>', parts)


def _balance(counts: Counts, grouping: Grouping) -> str:
    return ", ".join(
        f"{_count(count, grouping)} {word}"
        for verdict, word in _WORDS.items()
        if (count := getattr(counts, verdict))
    )


def _link(one: Covered) -> Markup:
    return fill('<a href="{}">{}</a>', one.href, one.title)


def _many(total: int, grouping: Grouping) -> str:
    return "1 Zahl" if total == 1 else f"{_count(total, grouping)} Zahlen"


def _count(value: int, grouping: Grouping) -> str:
    return number(Fraction(value), grouping)


def _percent(share: Fraction, grouping: Grouping) -> str:
    """Rounded down to one decimal: 99,96 % is not all."""
    tenths = Fraction(int(share * 1000), 10)
    return f"{number(tenths, grouping)}\u00a0%"
