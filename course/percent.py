"""Percent scripts: split a `.py` file at its `# %%` markers.

Jupytext is not used to read submissions: it parses the YAML header of a script with a loader that expands aliases
(80 MB out of 1 KB), takes seconds to import, and more than half of what it reads (markdown, metadata, kernels) is of
no use to a grader. This reader looks at nothing but the markers, their cell type, tags and nbgrader id; a header is
comments to it.
"""

from __future__ import annotations

import io
import itertools
import json
import re
import tokenize
from dataclasses import dataclass

_MARKER = re.compile(r"#\s*%%+(?:\s+(?P<options>.*))?$")  # `# %%time` is a commented magic, not a marker
_OTHER_MARKER = re.compile(r"#\s*(?:<codecell>|In\s?\[[\d ]*\]:?)\s*$")  # Spyder, and nbconvert's exported scripts
_NOT_CODE = re.compile(r"\[(?:markdown|md|raw)\]")
_TAGS = re.compile(r"\btags\s*=\s*(\[[^\[\]]*\])")
_ID = re.compile(r'"grade_id"\s*:\s*"([^"]{1,200})"')
_LANGUAGE = re.compile(r'\blanguage\s*=\s*"(?!python)')
_COMMENTED_MAGIC = re.compile(r"#\s(?=%%?[A-Za-z]|![\w./]|[A-Za-z_][\w.]*\s=\s[%!][A-Za-z])")


@dataclass(frozen=True)
class Block:
    """The text below one marker: `line` counts the lines of the file before it."""

    source: str
    line: int
    is_code: bool
    tags: frozenset[str]
    id: str | None


def split(text: str) -> list[Block]:
    """The blocks of a script whose lines end in a bare newline; a script without markers is one block of code.

    Markers inside strings are text as long as the script can be tokenized; in a script that is broken every line
    that looks like a marker is one, so that one unclosed quote costs one cell.
    """
    lines = text.split("\n")
    starts = [number for number, line in enumerate(lines) if line.startswith("#") and _options(line) is not None]
    if not starts:
        return [Block(text, 0, True, frozenset(), None)]
    comments = _comment_lines(text)
    if comments is not None:
        starts = [number for number in starts if number in comments]
    bounds = [-1, *starts, len(lines)]
    blocks = []
    for start, end in itertools.pairwise(bounds):
        options = (_options(lines[start]) or "") if start >= 0 else ""
        body = [_COMMENTED_MAGIC.sub("", line) if line.startswith("# ") else line for line in lines[start + 1 : end]]
        is_code = not _NOT_CODE.search(options) and not _LANGUAGE.search(options)
        blocks.append(Block("\n".join(body), start + 1, is_code, _tags(options), _id(options)))
    return blocks


def _options(line: str) -> str | None:
    """What a marker line says after the marker; None where the line is no marker."""
    if match := _MARKER.match(line):
        return match["options"] or ""
    return "" if _OTHER_MARKER.match(line) else None


def _comment_lines(text: str) -> set[int] | None:
    """Numbers (from 0) of the lines on which a comment starts; None for a script that cannot be tokenized."""
    try:
        tokens = tokenize.generate_tokens(io.StringIO(text).readline)
        return {token.start[0] - 1 for token in tokens if token.type == tokenize.COMMENT}
    except (tokenize.TokenError, SyntaxError, ValueError, RecursionError):
        return None


def _tags(options: str) -> frozenset[str]:
    match = _TAGS.search(options)
    try:
        tags = json.loads(match[1]) if match else []
    except ValueError:
        return frozenset()
    return frozenset(tag for tag in tags if isinstance(tag, str))


def _id(options: str) -> str | None:
    match = _ID.search(options)
    return match[1] if match else None
