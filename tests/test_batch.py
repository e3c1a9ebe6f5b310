"""Which submission a grader process is given next."""

from __future__ import annotations

import json
from collections import deque
from pathlib import Path

import pytest
from msgspec.structs import replace

from autograder.batch import Job, _next, by_topic
from autograder.costs import Costs
from autograder.grading import Submission
from autograder.records import Report
from autograder.references import cache_folder

EQUAL = Costs({})
REPORT = Report(
    student="ann",
    topic="losses",
    score=1.0,
    max_score=1.0,
    run_seed="0",
    parts=[],
    submission_sha256="",
    versions={},
    seconds=0.0,
    cpu_seconds=0.0,
)


def waiting(**counts: int) -> dict[str, deque[Submission]]:
    return {
        topic: deque(Submission(f"student{number}", topic, Path(f"{topic}.py"), b"") for number in range(count))
        for topic, count in counts.items()
    }


def job(topic: str = "") -> Job:
    return Job(None, None, topic=topic)  # type: ignore[arg-type]


def test_a_job_stays_with_its_topic() -> None:
    left, mine = waiting(first=1, second=2), job("second")
    assert [_next(left, mine, [mine], EQUAL).topic for _ in range(3)] == ["second", "second", "first"]
    assert left == {}


def test_a_job_takes_a_topic_that_no_other_is_at() -> None:
    mine = job()
    assert _next(waiting(first=9, second=1), mine, [job("first"), mine], EQUAL).topic == "second"


def test_a_job_begins_with_what_takes_longest() -> None:
    costs = Costs({"first": 1.0, "second": 9.0, "third": 2.5})  # "never" counts as one that takes 4.2 seconds
    left, mine, taken = waiting(first=3, never=1, second=1, third=2), job(), []
    while left:
        mine.topic = _next(left, mine, [mine], costs).topic
        taken.append(mine.topic)
    assert taken == ["second", "third", "third", "never", "first", "first", "first"]
    mixed = [Submission("student", name, Path(f"{name}.py"), b"") for name in ("first", "never", "third", "second")]
    assert [submission.topic for submission in by_topic(mixed, costs)] == ["second", "never", "third", "first"]


@pytest.mark.parametrize("damage", [None, b"", b"{", b"[1]", b'{"losses": "soon"}', b'{"losses": null}'])
def test_what_a_batch_took_is_kept_for_the_next(
    damage: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTOGRADER_CACHE", str(tmp_path))
    file = cache_folder() / "seconds.json"
    if damage is not None:
        file.write_bytes(damage)
    first = Costs.kept()
    assert first.of("losses") == 1.0
    for seconds in (2.0, 4.0):
        first.learn(replace(REPORT, seconds=seconds))
    first.keep()
    second = Costs.kept()
    assert (second.of("losses"), second.of("another")) == (3.0, 3.0)
    second.keep()
    assert json.loads(file.read_bytes()) == {"losses": 3.0}
    assert [path.name for path in file.parent.iterdir()] == ["seconds.json"]


def test_a_job_helps_where_most_is_left() -> None:
    mine, others = job("done"), [job("first"), job("second")]
    assert _next(waiting(first=2, second=3), mine, [*others, mine], EQUAL).topic == "second"
