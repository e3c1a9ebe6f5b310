"""What passed so far and which hints were shown: a small JSON file beside each notebook, `.progress.json`."""

from __future__ import annotations

import contextlib
import json
import os
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from course import places
from course.results import CheckRun
from course.syllabus import CourseError, Part, Topic

NAME = ".progress.json"


def record(run: CheckRun) -> None:
    """Remember the parts that were checked."""
    now = datetime.now(timezone.utc).isoformat(timespec="seconds")
    rows = {}
    for part, results in run.parts():
        passed = sum(result.outcome == "passed" for result in results)
        attempted = any(result.outcome != "not_attempted" for result in results)
        rows[part.id] = {"passed": passed, "checks": len(results), "attempted": attempted, "when": now}
    _update(run.topic, "parts", rows)


def parts(topic: Topic) -> dict[str, dict[str, Any]]:
    """Part id -> `passed` and `checks` (counts), `attempted`, `when` (ISO 8601, UTC) of the last check."""
    table = _read(topic).get("parts", {})
    return {
        name: row
        for name, row in table.items()
        if isinstance(row, dict) and all(type(row.get(key)) is int for key in ("passed", "checks"))
    }


def finished(topic: Topic) -> frozenset[str]:
    """Ids of the parts whose checks all passed when they were last run."""
    return frozenset(part for part, row in parts(topic).items() if row["passed"] == row["checks"])


def next_hint(topic: Topic, part: Part, count: int) -> int:
    """How many of the `count` hints of a part to show now: one more than the last time."""
    seen = _read(topic).get("hints", {}).get(part.id, 0)
    shown = min(seen + 1, count) if type(seen) is int and seen >= 0 else 1
    _update(topic, "hints", {part.id: shown})
    return shown


def forget(topic: Topic) -> None:
    """Delete what is known of a topic."""
    path = _path(topic)
    if path is not None:
        with contextlib.suppress(OSError):
            path.unlink()


def _update(topic: Topic, section: str, rows: dict[str, Any]) -> None:
    """Merge rows into a section. A folder that cannot be written (a hosted notebook) is left alone."""
    path = _path(topic)
    if path is None:
        return
    table = _read(topic)
    table[section] = table.get(section, {}) | rows
    fresh = path.with_name(f"{NAME}.{os.getpid()}")
    with contextlib.suppress(OSError):
        fresh.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
        fresh.replace(path)


def _path(topic: Topic) -> Path | None:
    try:
        return places.topic_folder(topic) / NAME
    except CourseError:
        return None


def _read(topic: Topic) -> dict[str, dict[str, Any]]:
    """The sections of the file, without what is not ours: it is the learner's to edit or damage."""
    path = _path(topic)
    try:
        table = json.loads(path.read_text(encoding="utf-8")) if path else {}
    except (OSError, ValueError, RecursionError):
        return {}
    return {name: rows for name, rows in table.items() if isinstance(rows, dict)} if isinstance(table, dict) else {}
