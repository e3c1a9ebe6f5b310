"""One bounded, control-free form for every string that came from a learner, and its escapes for terminals and cells.

HTML needs no function here: the pages are rendered by jinja2 with autoescape on. Everything else that prints a
learner's string goes through `clean` first, then through the renderer of its medium.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

LINE_LIMIT = 200
TEXT_LIMIT = 2000
NAME_BYTES = 100

# What a terminal acts on (ECMA-48): strings such as OSC titles and hyperlinks up to their terminator or the end of
# the line, then control sequences such as colors, then two-character escapes.
_ANSI = re.compile(
    r"(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?"
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"
    r"|\x1b[ -/]*[0-~]?"
)
# Invisible or order-changing characters: controls but tab and newline, surrogates, format characters (zero width,
# bidirectional overrides, tags), line separators, noncharacters. The joiners of Persian and emoji stay.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b\u200e\u200f\u2028-\u202e"
    r"\u2060-\u206f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff0-\ufffb\ufffe\uffff\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    r"\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    + "".join(chr(plane << 16 | low) for plane in range(1, 17) for low in (0xFFFE, 0xFFFF))
    + "]"
)
_STACKED_MARKS = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{3})"
    r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_MARKUP = re.compile(r"(\\*)\[|(\\+)$")
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*\n")
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
_NOT_A_FILE_NAME = re.compile(r"[^\w.@+-]+")


def clean(text: str, limit: int = TEXT_LIMIT) -> str:
    """`text` in at most `limit` characters that show what they are; lines are kept.

    Terminal escapes are dropped; other invisible characters are written out (`\\x00`, `\\u202e`); a long text ends in
    an ellipsis. Cleaning twice changes nothing. The work is bounded by `limit`, not by the length of `text`.
    """
    if limit < 1:
        raise ValueError(f"a limit of {limit} characters leaves no room for text")
    head = text[: 8 * limit + 1024]
    shown = head.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    shown = _UNSEEN.sub(_written_out, _ANSI.sub("", shown))
    shown = _STACKED_MARKS.sub(r"\1", shown)
    shown = _BLANK_LINES.sub("\n\n", shown).strip()
    if len(shown) > limit or len(head) < len(text):
        shown = shown[: limit - 1].rstrip() + "…"
    return shown


def one_line(text: str, limit: int = LINE_LIMIT) -> str:
    """`text` cleaned and on a single line, for names, titles and cells."""
    return clean(" ".join(clean(text, 4 * limit).split()), limit)


def terminal(text: str, limit: int = TEXT_LIMIT) -> str:
    """`text` as rich markup that prints literally wherever it stands: no tag, style or link of the learner's counts."""
    return _MARKUP.sub(_escaped, clean(text, limit))


def cell(value: str | int | float | None, limit: int = TEXT_LIMIT) -> str | int | float:
    """A spreadsheet cell: numbers stay numbers, None is empty, text can never be read as a formula.

    A text that starts with `=`, `+`, `-` or `@` (after blanks, or in their full-width forms) gets a leading
    apostrophe, as OWASP advises against CSV injection. Tabs and line breaks become blanks.
    """
    if value is None:
        return ""
    if isinstance(value, (int, float)):
        return value
    line = one_line(value, limit)
    return f"'{line}" if _FORMULA.match(line) else line


def file_name(text: str) -> str:
    """`text` as the name of a file or folder that is valid, visible and below its parent on every system.

    A name that had to change carries a short hash of the original, so that two of them stay apart.
    """
    plain = unicodedata.normalize("NFC", one_line(text, LINE_LIMIT))
    name = _NOT_A_FILE_NAME.sub("_", plain).lstrip(".-").rstrip(".")
    name = name.encode()[:NAME_BYTES].decode("utf-8", "ignore")
    return name if name == text and name and not _reserved(name) else _marked(name, text)


def file_names(texts: Iterable[str]) -> dict[str, str]:
    """A `file_name` for each text; those that a file system may take for one another (case) are kept apart too."""
    names = {text: file_name(text) for text in sorted(set(texts))}
    taken: dict[str, str] = {}
    for text, name in names.items():
        if taken.setdefault(name.casefold(), text) != text:
            names[text] = _marked(name, text)
    return names


def _marked(name: str, text: str) -> str:
    return f"{name or 'unnamed'}-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def _escaped(match: re.Match[str]) -> str:
    """A bracket, escaped whether or not it opens a tag; rich reads slashes before it by context, an empty tag ends it."""
    slashes = len(match[1] or match[2] or "")
    return ("\\" * (2 * slashes) + "[none][/none]" if slashes else "") + ("\\[" if match[0].endswith("[") else "")


def _written_out(match: re.Match[str]) -> str:
    return match[0].encode("ascii", "backslashreplace").decode() if ord(match[0]) > 0x7F else f"\\x{ord(match[0]):02x}"


def _reserved(name: str) -> bool:
    """Whether Windows keeps the name for a device."""
    stem = name.split(".")[0].lower()
    return stem in {"con", "prn", "aux", "nul"} or re.fullmatch(r"(com|lpt)\d", stem) is not None
