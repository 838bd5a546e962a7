"""What a terminal would still show of a text: progress bars end as their last state."""

import re

_CONTROL = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[@-Z\\-_]")
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_UNSEEN = re.compile(r"[\x00-\x07\x0b\x0c\x0e-\x1f\x7f]")
_MOVES = re.compile(r"[\r\b]")
_ABSL = re.compile(
    r"^(?:WARNING: All log messages before absl::InitializeLog\(\) is called .*"
    r"|[IWE]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ [\w.-]+:\d+\] .*)\n?$"
)


def settle(text: str) -> str:
    r"""The text after carriage returns, backspaces, bells and colours have done their work.

    `"10 %\r20 %\n"` → `"20 %\n"`. A line that is overwritten by a shorter one
    keeps the longer one's end, as on a terminal.
    """
    if "\x1b" in text:
        text = _CONTROL.sub("", text)
    text = _UNSEEN.sub("", text)
    if not _MOVES.search(text):
        return text
    return "\n".join(_overwrite(line) for line in text.replace("\r\n", "\n").split("\n"))


def _overwrite(line: str) -> str:
    if not _MOVES.search(line):
        return line
    cells: list[str] = []
    column = 0
    for part in re.split(r"([\r\b])", line):
        if part == "\r":
            column = 0
        elif part == "\b":
            column = max(column - 1, 0)
        else:
            cells[column : column + len(part)] = part
            column += len(part)
    return "".join(cells).rstrip()


def without_noise(text: str) -> str:
    """Without the log lines of TensorFlow's C++ code: they carry times and process numbers."""
    if "] " not in text and "absl" not in text:
        return text
    return "".join(line for line in text.splitlines(keepends=True) if not _ABSL.match(line))


def encodable(text: str) -> str:
    """The text with halves of surrogate pairs spelt out: UTF-8 has no place for them."""
    return text.encode("utf-8", "backslashreplace").decode()


def printable(text: str) -> str:
    """The text with control characters spelt out: a terminal or a page would obey them."""
    return _INVISIBLE.sub(lambda found: repr(found[0])[1:-1], text)
