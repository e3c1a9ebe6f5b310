"""The lower limit: the same observations and evaluations in one warm process, with no sandbox, no wire, no second process."""

from __future__ import annotations

import argparse
import linecache
import os
import time
from pathlib import Path
from typing import Any

from autograder.client import Failure
from autograder.courses import Course
from autograder.observing import Observation, ObservationSpec, derive_seed
from autograder.plugin import run_checks
from autograder.records import CheckResult
from autograder.references import References, cache_folder, fingerprint
from autograder.wire import encode
from autograder.worker import Worker, configure
from course import syllabus
from course.syllabus import Topic


def given_cells(topic: Topic) -> list[dict[str, Any]]:
    """The cells that the course gives, as a worker is asked to load them."""
    return [
        {"source": cell.source, "tags": sorted(cell.tags), "number": cell.number, "id": cell.id}
        for cell in Course.found().files(topic).given()
    ]


class Subject:
    """What `plugin` asks of a subject when it words a message."""

    load_notes: tuple[str, ...] = ()


class InProcessSession:
    """Observations of one submission, made right here."""

    def __init__(self, topic: Topic, source: bytes, suffix: str, run_seed: int, known: References) -> None:
        self.topic, self.run_seed, self.known = topic, run_seed, known
        self.subject = Subject()
        self.worker = Worker(snapshot=None)
        self.clean = Worker(snapshot=None)
        linecache.clearcache()  # a worker knows the cells of its own submission alone
        self.worker.load(
            {
                "source": source,
                "suffix": suffix,
                "filename": f"{topic.name}{suffix}",
                "given": given_cells(topic),
                "reference": None,
                "names": list(topic.names),
            }
        )

    def observe(self, spec: ObservationSpec, inputs: dict[str, Any]) -> Observation:
        return self._run(spec, inputs, None)

    def evaluate(self, spec: ObservationSpec, observed: Observation, inputs: dict[str, Any]) -> Observation:
        return self._run(spec, inputs, observed)

    def _run(self, spec: ObservationSpec, inputs: dict[str, Any], observed: Observation | None) -> Observation:
        request = {
            "source": spec.source,
            "function": spec.blob,
            "inputs": inputs,
            "graphs": observed.seen if observed is not None else None,
            "seed": derive_seed(self.run_seed, f"worker {spec.name}"),
        }

        def unknown() -> Any:
            raise Failure("fault", "the reference's observation is not cached: grade the topic once under this seed")

        def of_reference() -> Any:
            graphs = None if observed is None else observed.expected
            return self.known.get(spec.name, spec.blob, encode(inputs), graphs, unknown)

        worker = self.clean if spec.clean else self.worker
        return Observation(spec.name, worker.observe(request)["value"], of_reference)


def references(topic: Topic) -> References:
    """The reference observations that an ordinary grading under the same seed has left on disk."""
    files = Course.found().files(topic)
    marks = fingerprint(files.grader.read_bytes(), files.solution.read_bytes(), b"full")
    return References(marks, cache_folder())


def grade_here(session: InProcessSession, part: str | None = None) -> list[tuple[str, CheckResult]]:
    """Results of the hidden checks in this process."""
    results = run_checks(Course.found().files(session.topic).grader, session)
    return [(name, result) for name, result in results if part is None or session.topic.part(name).id == part]


def require(results: list[tuple[str, CheckResult]]) -> None:
    """Stop the measurement when a right answer is not graded right."""
    lost = [
        f"{result.check}: {result.outcome}: {result.message}" for _, result in results if result.outcome != "passed"
    ]
    if lost:
        raise SystemExit("not graded right: " + "; ".join(lost[:3]))


def session_of(path: Path, known: dict[str, References]) -> InProcessSession:
    """A session on a submission's file; the topic comes from its name."""
    topic = syllabus.topic(path.stem)
    if topic.name not in known:
        known[topic.name] = references(topic)
    return InProcessSession(topic, path.read_bytes(), path.suffix, int(os.environ["BENCH_SEED"]), known[topic.name])


def warm_up() -> None:
    """Import and start TensorFlow once, as the observations want it."""
    import tensorflow as tf

    configure(threads=1, devices=2)
    tf.constant(1.0) + 1.0


def main() -> None:
    """Grade the files named; print the wall and processor seconds that the last so many (`--last`) of them took."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.in_process", description=main.__doc__)
    parser.add_argument("--last", type=int, required=True)
    parser.add_argument("paths", type=Path, nargs="+")
    arguments = parser.parse_args()
    known: dict[str, References] = {}
    warm_up()
    for path in arguments.paths[: -arguments.last]:
        require(grade_here(session_of(path, known)))
    started, cpu = time.monotonic(), time.process_time()
    for path in arguments.paths[-arguments.last :]:
        require(grade_here(session_of(path, known)))
    print(time.monotonic() - started, time.process_time() - cpu)


if __name__ == "__main__":
    main()
