"""The learner's hints: `HINTS = {"part": ["first nudge", "second, stronger nudge"]}` in a topic's public checks."""

from __future__ import annotations

import ast
from pathlib import Path

from course import places
from course.syllabus import CourseError, Part, Topic


class BrokenHints(CourseError):
    """`HINTS` is not a plain table."""


def hints(topic: Topic, part: Part) -> list[str]:
    """The hints of a part, weakest first; none where its author gave none."""
    path = places.test_file(topic)
    table = _table(path)
    return next((table[name] for name in part.names if name in table), [])


def _table(path: Path) -> dict[str, list[str]]:
    """`HINTS` as written in the file, which is not run: it may import TensorFlow."""
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, ast.Assign) and any(getattr(name, "id", "") == "HINTS" for name in node.targets):
                table = ast.literal_eval(node.value)
                return {str(part): [str(hint) for hint in texts] for part, texts in table.items()}
    except (OSError, SyntaxError, ValueError, AttributeError, TypeError) as error:
        raise BrokenHints(f"the hints in {path.name} cannot be read: {error}.") from error
    return {}
