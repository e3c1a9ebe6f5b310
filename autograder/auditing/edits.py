"""A change of a few characters in a source text, and what it does to the lines it touches."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Edit:
    """Replace what lies between two positions (lines from 1, columns in UTF-8 bytes, as `ast` counts) by `text`."""

    operator: str
    start: tuple[int, int]
    end: tuple[int, int]
    text: str

    @classmethod
    def of(cls, operator: str, node: ast.expr | ast.stmt, text: str) -> Edit:
        """Replace a whole node."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return cls(operator, (node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset), text)

    def apply(self, source: str) -> str:
        """The source with the change made."""
        data = source.encode()
        offsets = [0]
        for line in data.split(b"\n"):
            offsets.append(offsets[-1] + len(line) + 1)
        first = offsets[self.start[0] - 1] + self.start[1]
        last = offsets[self.end[0] - 1] + self.end[1]
        return (data[:first] + self.text.encode() + data[last:]).decode()


def code(node: ast.AST) -> str:
    """The source of a node, in parentheses where it needs them to stand inside another expression."""
    text = ast.unparse(node)
    plain = isinstance(
        node, ast.Name | ast.Attribute | ast.Call | ast.Constant | ast.Subscript | ast.List | ast.Tuple | ast.Dict
    )
    return text if plain else f"({text})"


def ends_in_raise(block: list[Any]) -> bool:
    """Whether statements do nothing but raise: those before the `raise` make the text of its message."""
    return bool(block) and isinstance(block[-1], ast.Raise)
