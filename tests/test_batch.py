"""Which submission a grader process is given next."""

from __future__ import annotations

from collections import deque
from pathlib import Path

from autograder.batch import Job, _next
from autograder.grading import Submission


def waiting(**counts: int) -> dict[str, deque[Submission]]:
    return {
        topic: deque(Submission(f"student{number}", topic, Path(f"{topic}.py"), b"") for number in range(count))
        for topic, count in counts.items()
    }


def job(topic: str = "") -> Job:
    return Job(None, None, topic=topic)  # type: ignore[arg-type]


def test_a_job_stays_with_its_topic() -> None:
    left, mine = waiting(first=1, second=2), job("second")
    assert [_next(left, mine, [mine]).topic for _ in range(3)] == ["second", "second", "first"]
    assert left == {}


def test_a_job_takes_a_topic_that_no_other_is_at() -> None:
    mine = job()
    assert _next(waiting(first=9, second=1), mine, [job("first"), mine]).topic == "second"


def test_a_job_helps_where_most_is_left() -> None:
    mine, others = job("done"), [job("first"), job("second")]
    assert _next(waiting(first=2, second=3), mine, [*others, mine]).topic == "second"
