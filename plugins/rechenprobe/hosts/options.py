"""The plugin's block in `mkdocs.yml` → `Settings`, every option checked where it stands."""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path, PurePosixPath
from types import NoneType, UnionType
from typing import Literal, get_args, get_origin

import msgspec

from rechenprobe.hosts.config import Complaint, Entry, SiteError
from rechenprobe.paths import exists, is_file
from rechenprobe.settings import Policies, Policy, Settings, Synonym


def read_settings(block: Entry, root: Path) -> Settings:
    """The options, checked one by one. Raises `SiteError` with everything that is wrong."""
    if block.value is None:
        return Settings(root=root)
    if not isinstance(block.value, Mapping):
        raise SiteError(block.complain("die Optionen von rechenprobe sind keine Zuordnung"))
    known = {field.name: field.type for field in msgspec.structs.fields(Settings)}
    del known["root"]  # is where mkdocs.yml stands, not for authors to say
    readers: Mapping[str, Callable[[Entry], object]] = {
        "unchecked": partial(_policies, root=root),
        "vocabulary": _vocabulary,
        "report": partial(_page_name, name="report"),
        "glossary": partial(_page_name, name="glossary"),
    }
    options: dict[str, object] = {}
    complaints: list[Complaint] = []
    for name, entry in block.value.items():
        if name == "enabled":
            continue  # MkDocs' own
        if name not in known:
            complaints.append(_unknown(name, entry, known))
            continue
        try:
            if name in readers:
                options[name] = readers[name](entry)
                continue
            options[name] = msgspec.convert(entry.plain(), known[name])
        except msgspec.ValidationError:
            complaints.append(_ill_typed(name, entry, describe(known[name])))
            continue
        except SiteError as error:
            complaints += error.complaints
            continue
        if name in _RANGES and options[name] is not None and not _RANGES[name][0](options[name]):
            complaints.append(_ill_typed(name, entry, _RANGES[name][1]))
        if name == "prelude" and entry.value and not is_file(root / str(entry.value)):
            message = f"Option „prelude“ von rechenprobe: „{entry.value}“ gibt es nicht"
            complaints.append(
                entry.complain(message, "der Pfad gilt vom Ordner der mkdocs.yml aus")
            )
    if complaints:
        raise SiteError(*complaints)
    return msgspec.structs.replace(Settings(root=root), **options)


def _policies(entry: Entry, root: Path) -> Policy | Policies:
    """A policy, or one for each folder: `{default: warn, docs/skript: fail}`."""
    if not isinstance(entry.value, Mapping):
        try:
            everywhere: Policy = msgspec.convert(entry.plain(), Policy)
        except msgspec.ValidationError:
            raise SiteError(_ill_typed("unchecked", entry, describe(Policy))) from None
        return everywhere
    default: Policy = "warn"
    folders: dict[str, Policy] = {}
    complaints = []
    for name, item in entry.value.items():
        try:
            policy = msgspec.convert(item.plain(), Policy)
        except msgspec.ValidationError:
            complaints.append(_ill_typed(f"unchecked: {name}", item, describe(Policy)))
            continue
        folder = PurePosixPath(name.replace("\\", "/")).as_posix()
        if name == "default":
            default = policy
        elif folder.startswith(("/", "..")) or not exists(root / folder):
            # A misspelt folder would be one whose numbers nobody asks for.
            complaints.append(
                item.complain(
                    f"Option „unchecked“ von rechenprobe: „{name}“ gibt es nicht",
                    _existing(folder, root),
                )
            )
        else:
            folders[folder] = policy
    if complaints:
        raise SiteError(*complaints)
    return Policies(default, tuple(folders.items()))


def _existing(folder: str, root: Path) -> str:
    """What to write instead of a folder that does not exist."""
    last = PurePosixPath(folder).name
    found = [path.relative_to(root).as_posix() for path in root.glob("*/") if path.is_dir()]
    found += [path.relative_to(root).as_posix() for path in root.glob("[!.]*/*/") if path.is_dir()]
    same = [name for name in found if PurePosixPath(name).name == last]
    close = same or _nearest(folder, found)
    start = "Ordner stehen da wie in Meldungen, vom Ordner der mkdocs.yml aus"
    return f"gemeint ist wohl „{close[0]}“" if close else start


def _vocabulary(entry: Entry) -> tuple[Synonym, ...]:
    """Own word → word that the check knows."""
    from rechenprobe.pipeline import known_word  # noqa: PLC0415  # few sites have own words

    if not isinstance(entry.value, Mapping):
        expected = "eine Zuordnung „eigenes Wort: bekanntes Wort“"
        raise SiteError(_ill_typed("vocabulary", entry, expected))
    synonyms, complaints = [], []
    for word, item in entry.value.items():
        means = item.plain()
        if not isinstance(means, str):
            complaints.append(_ill_typed(f"vocabulary: {word}", item, "ein Text"))
        elif not re.search(r"[^\W\d_]{2}", word):
            complaints.append(
                item.complain(f"Option „vocabulary“ von rechenprobe: „{word}“ ist kein Wort")
            )
        elif not known_word(means):
            complaints.append(
                item.complain(
                    f"Option „vocabulary“ von rechenprobe: „{means}“ kennt die Prüfung nicht",
                    "rechts steht ein bekanntes Wort wie Parameter, Filtergröße oder Conv-Layer",
                )
            )
        else:
            synonyms.append(Synonym(" ".join(word.split()), means))
    if complaints:
        raise SiteError(*complaints)
    return tuple(synonyms)


def _page_name(entry: Entry, name: Literal["report", "glossary"]) -> str:
    """A page's name, relative to the site's pages; `false` for none."""
    value = entry.plain()
    if value is False:
        return ""
    if value is True:
        return str(getattr(Settings(), name))
    if not isinstance(value, str) or not _PAGE.fullmatch(value):
        expected = "der Name einer Seite (….md) im Ordner der Seiten oder false"
        raise SiteError(_ill_typed(name, entry, expected))
    return value


_PAGE = re.compile(r"(?:(?!\.{1,2}/)[^/\\]+/)*(?!\.md)[^/\\:]+\.md")
"""A relative path that does not leave the folder: beside the site nothing is written."""


def _positive(value: object) -> bool:
    return isinstance(value, int | float) and value > 0 and math.isfinite(value)


_RANGES: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "timeout": (_positive, "eine Zahl von Sekunden über 0"),
    "memory": (_positive, "eine Zahl von Gigabyte über 0"),
    "max_output": (_positive, "eine Zahl von Millionen Zeichen über 0"),
    "max_figures": (_positive, "eine ganze Zahl über 0"),
    "cache_size": (_positive, "eine Zahl von Megabyte über 0"),
    "width": (_positive, "eine ganze Zahl über 0"),
    "workers": (_positive, "eine ganze Zahl über 0"),
}


def _unknown(name: str, entry: Entry, known: Mapping[str, object]) -> Complaint:
    close = _nearest(name, known)
    remedy = f"gemeint ist wohl „{close[0]}“" if close else f"es gibt {_either(list(known), 'und')}"
    return entry.complain(f"rechenprobe kennt die Option „{name}“ nicht", remedy)


def _ill_typed(name: str, entry: Entry, expected: str) -> Complaint:
    written = entry.plain()
    shown = "nichts" if written is None else f"„{written}“"
    if isinstance(written, bool):
        shown = "true" if written else "false"
    return entry.complain(
        f"Option „{name}“ von rechenprobe: erwartet wird {expected}, da steht {shown}"
    )


_KINDS: Mapping[object, str] = {
    bool: "true oder false",
    int: "eine ganze Zahl",
    float: "eine Zahl",
    str: "ein Text",
}


def describe(annotation: object) -> str:
    """What an option takes, in German: `true oder false`, `„fail“, „warn“ oder „pass“`."""
    if isinstance(annotation, UnionType):  # `int | None`: nothing at all is never the mistake
        annotation = next(kind for kind in get_args(annotation) if kind is not NoneType)
    if get_origin(annotation) is Literal:
        return _either([f"„{value}“" for value in get_args(annotation)], "oder")
    return _KINDS[annotation]


def _either(words: list[str], last: str) -> str:
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else words[0]


def _nearest(word: str, known: Iterable[str]) -> list[str]:
    from difflib import get_close_matches  # noqa: PLC0415  # only for mistakes

    return get_close_matches(word, known, n=1)
