"""`mkdocs.yml` as data, without MkDocs and without running tags.

Every value keeps its place, so that a mistake is reported where it stands.
Like MkDocs, `INHERIT` merges mappings and lets everything else be replaced.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from msgspec import Struct
from yaml_env_tag import construct_env_tag

from rechenprobe.complaints import of_system, of_yaml
from rechenprobe.paths import is_file, real
from rechenprobe.place import Place


class Complaint(Struct, frozen=True):
    """Something that keeps a host from working; German."""

    message: str
    file: Path | None = None
    place: Place | None = None
    remedy: str = ""

    def __str__(self) -> str:
        """As authors read it: where, what, how to mend it."""
        where = ""
        if self.file is not None:
            where = self.file.as_posix()
            if self.place is not None:
                where += f":{self.place.line}:{self.place.column}"
            where += "  "
        remedy = f"\n    {'Abhilfe:':<12}  {self.remedy}" if self.remedy else ""
        return f"{where}{self.message}{remedy}"


class SiteError(Exception):
    """The site's configuration cannot be used; all that is wrong with it."""

    def __init__(self, *complaints: Complaint) -> None:
        super().__init__("\n".join(map(str, complaints)))
        self.complaints = complaints


class Entry(Struct, frozen=True):
    """A value of the configuration with its place."""

    value: "Mapping[str, Entry] | tuple[Entry, ...] | object"
    file: Path
    place: Place

    def complain(self, message: str, remedy: str = "") -> Complaint:
        """A complaint about this value."""
        return Complaint(message, self.file, self.place, remedy)

    def get(self, key: str) -> "Entry | None":
        """What a mapping holds below `key`."""
        return self.value.get(key) if isinstance(self.value, Mapping) else None

    def plain(self) -> object:
        """The value without places, all the way down."""
        if isinstance(self.value, Mapping):
            return {key: entry.plain() for key, entry in self.value.items()}
        if isinstance(self.value, tuple):
            return [entry.plain() for entry in self.value]
        return self.value


if TYPE_CHECKING:
    _Base = yaml.SafeLoader
else:  # the parser in C, where PyYAML was built with it
    _Base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):
    """Knows `!ENV`; any other tag (`!!python/name:…`, `!relative`) is its plain content."""


def _plain_content(_loader: yaml.SafeLoader, _suffix: str, node: yaml.Node) -> object:
    return node.value if isinstance(node, yaml.ScalarNode) else None


_Loader.add_constructor("!ENV", construct_env_tag)
_Loader.add_multi_constructor("", _plain_content)


def read_config(file: Path) -> Entry:
    """`mkdocs.yml` with what it inherits. Raises `SiteError` where it cannot be read."""
    return _read(file, ())


def _read(file: Path, heirs: tuple[Path, ...]) -> Entry:
    own = _parse(file)
    parent = own.get("INHERIT")
    if parent is None:
        return own
    if not isinstance(parent.value, str):
        raise SiteError(parent.complain("INHERIT nennt keine Datei"))
    target = real(file.parent / parent.value)
    if target in (*heirs, real(file)):
        raise SiteError(parent.complain(f"INHERIT führt im Kreis zu „{parent.value}“"))
    if not is_file(target):
        raise SiteError(parent.complain(f"INHERIT: die Datei „{parent.value}“ gibt es nicht"))
    return _merge(_read(target, (*heirs, real(file))), own)


def _merge(parent: Entry, child: Entry) -> Entry:
    if not (isinstance(parent.value, Mapping) and isinstance(child.value, Mapping)):
        return child
    merged = dict(parent.value)
    for key, entry in child.value.items():
        merged[key] = _merge(merged[key], entry) if key in merged else entry
    return Entry(merged, child.file, child.place)


def _parse(file: Path) -> Entry:
    try:
        loader = _Loader(file.read_text(encoding="utf-8-sig"))
        node = loader.get_single_node()
        if node is None:
            return Entry({}, file, Place(1, 1))
        return _entry(loader, node, file, {})
    except UnicodeDecodeError:
        raise SiteError(Complaint("ist nicht in UTF-8 gespeichert", file)) from None
    except OSError as error:
        raise SiteError(Complaint(f"lässt sich nicht lesen: {of_system(error)}", file)) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = _place(mark) if mark else None
        raise SiteError(
            Complaint(f"kein gültiges YAML: {of_yaml(error.problem or str(error))}", file, place)
        ) from None
    except (yaml.YAMLError, ValueError, AttributeError, KeyError, TypeError) as error:
        # PyYAML stumbles over scalars that their tag does not fit: `!!timestamp gestern`.
        raise SiteError(Complaint(f"kein gültiges YAML: {of_yaml(str(error))}", file)) from None
    except RecursionError:
        raise SiteError(Complaint("kein brauchbares YAML: es enthält sich selbst", file)) from None


def _place(mark: yaml.Mark) -> Place:
    return Place(mark.line + 1, mark.column + 1)


def _entry(loader: _Loader, node: yaml.Node, file: Path, known: dict[int, Entry]) -> Entry:
    """The node as plain data; `known` keeps aliases from being expanded again and again."""
    if id(node) not in known:
        value: object
        if isinstance(node, yaml.MappingNode):
            loader.flatten_mapping(node)
            value = {
                _name(_entry(loader, key, file, known).value): _entry(loader, item, file, known)
                for key, item in node.value
            }
        elif isinstance(node, yaml.SequenceNode) and node.tag != "!ENV":
            value = tuple(_entry(loader, item, file, known) for item in node.value)
        else:
            value = loader.construct_object(node, deep=True)
        known[id(node)] = Entry(value, file, _place(node.start_mark))
    return known[id(node)]


def _name(key: object) -> str:
    """As YAML writes it."""
    return "null" if key is None else str(key)


def as_entry(value: object, file: Path) -> Entry:
    """Plain data as if it stood at the beginning of the file."""
    place = Place(1, 1)
    if isinstance(value, Mapping):
        entries = {_name(key): as_entry(item, file) for key, item in value.items()}
        return Entry(entries, file, place)
    if isinstance(value, list):
        return Entry(tuple(as_entry(item, file) for item in value), file, place)
    return Entry(value, file, place)


def plugin_block(config: Entry, name: str = "rechenprobe") -> Entry | None:
    """The block below the plugin's name, empty if there is none; None if it is not in use."""
    block = named_block(config, name)
    return None if block is None or is_disabled(block) else block


def named_block(config: Entry, name: str = "rechenprobe") -> Entry | None:
    """The same, also of a plugin that is switched off. Ours may be used once only."""
    blocks = [block for key, block in _plugins(config) if key.removeprefix("/") == name]
    used = [block for block in blocks if not is_disabled(block)]
    if name == "rechenprobe" and len(used) > 1:
        message = f"das Plugin rechenprobe steht schon in Zeile {used[0].place.line}"
        raise SiteError(used[1].complain(message, "einen der beiden Einträge löschen"))
    return next(iter(used or blocks), None)


def is_disabled(block: Entry) -> bool:
    """Whether the plugin is named but switched off."""
    enabled = block.get("enabled")
    return enabled is not None and enabled.value is False


def _plugins(config: Entry) -> Iterator[tuple[str, Entry]]:
    plugins = config.get("plugins")
    if plugins is None or plugins.value is None:
        return
    if isinstance(plugins.value, Mapping):
        yield from plugins.value.items()
    elif isinstance(plugins.value, tuple):
        for item in plugins.value:
            if isinstance(item.value, Mapping):
                for name, block in item.value.items():
                    yield name, Entry(block.value, item.file, item.place)
            else:
                yield str(item.value), Entry({}, item.file, item.place)
    else:
        raise SiteError(plugins.complain("plugins ist weder eine Liste noch eine Zuordnung"))
