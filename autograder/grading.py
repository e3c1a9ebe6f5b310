"""Grades one submission of one topic: hidden checks run here by pytest, observations in sandboxed workers."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.client import Failure, ForkServer, WorkerHandle
from autograder.courses import Course, TopicFiles
from autograder.errors import GraderError, ServerError
from autograder.observing import Observation, ObservationSpec, derive_seed
from autograder.records import CheckResult, Report, part_result
from autograder.references import References, cache_folder, fingerprint, versions
from autograder.sandbox import Policy
from autograder.sandbox.policy import Isolation
from autograder.wire import encode
from course.cells import UnreadableSubmission
from course.syllabus import Topic

REFERENCE_PATIENCE = 5.0
UNREADABLE = UnreadableSubmission.__name__


@dataclass(frozen=True)
class Submission:
    """One file of one student for one topic, already read; tests of a grader look at `only` some parts (by name)."""

    student: str
    topic: str
    path: Path
    data: bytes
    only: tuple[str, ...] | None = None

    @property
    def suffix(self) -> str:
        return self.path.suffix.lower()

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@dataclass
class Subject:
    """What observations look at: a submission's file, or the reference; its workers, and what became of them."""

    source: bytes
    suffix: str
    filename: str
    reference: bytes | None = None
    seconds_left: float | None = None
    worker: WorkerHandle | None = None
    clean: WorkerHandle | None = None
    load_failure: Failure | None = None
    tampered: list[str] = field(default_factory=list)
    load_notes: list[str] = field(default_factory=list)
    cpu_seconds: float = 0.0


class Grader:
    """Grades submissions of one topic through one fork server; remembers the reference's observations."""

    def __init__(
        self,
        server: ForkServer,
        topic: Topic,
        run_seed: int,
        *,
        overlay: bool = False,
        isolation: Isolation = "full",
        first_failure: bool = False,
        course: Course | None = None,
        cache: bool = True,
    ) -> None:
        self.server = server
        self.topic = topic
        self.run_seed = run_seed
        self.overlay = overlay
        self.isolation = isolation
        self.first_failure = first_failure
        self.files: TopicFiles = (course or Course.found()).files(topic)
        self.solution = self.files.solution.read_bytes()
        self.given = [
            {"source": cell.source, "tags": sorted(cell.tags), "number": cell.number, "id": cell.id}
            for cell in self.files.given()
        ]
        marks = fingerprint(self.files.grader.read_bytes(), self.solution, str(isolation).encode())
        self.references = References(marks, cache_folder() if cache else None)
        self._reference: Subject | None = None
        self.policy = Policy(
            memory_mib=topic.limits.memory,
            cpu_seconds=int(topic.limits.submission * 2),
            isolation=isolation,
        )

    def grade(self, submission: Submission) -> Report:
        """Run every hidden check on the submission (up to the first that fails, where an audit asks for no more)."""
        from autograder.plugin import run_checks

        started, cpu = time.monotonic(), time.process_time()
        subject = Subject(
            submission.data,
            submission.suffix,
            f"{self.topic.name}{submission.suffix}",
            self.solution if self.overlay else None,
            seconds_left=self.topic.limits.submission,
        )
        session = Session(self, subject)
        try:
            names = None
            if submission.only is not None:
                names = [name for part in submission.only for name in self.topic.part(part).names]
            results = run_checks(self.files.grader, session, names, first_failure=self.first_failure)
            session.finish()
        finally:
            session.close()
        return Report(
            student=submission.student,
            topic=self.topic.name,
            run_seed=f"{self.run_seed:032x}",
            submission_sha256=submission.sha256,
            versions={**versions(), "isolation": self.isolation},
            seconds=round(time.monotonic() - started, 3),
            cpu_seconds=round(time.process_time() - cpu + subject.cpu_seconds, 3),
            **self._score(results, subject),
        )

    def close(self) -> None:
        """End the reference's worker."""
        if self._reference is not None:
            _end(self._reference)

    def reference_subject(self) -> Subject:
        """The reference solution as a subject of its own; its worker is kept for the batch."""
        if self._reference is None:
            self._reference = Subject(self.solution, ".py", f"{self.topic.name} solution")
        return self._reference

    def _score(self, results: list[tuple[str, CheckResult]], subject: Subject) -> dict[str, Any]:
        if subject.tampered:
            told = "the submission replaced library functions that its observation relies on: " + ", ".join(
                subject.tampered
            )
            results = [(part, _tampered(result, told)) for part, result in results]
        by_part: dict[str, list[CheckResult]] = {part.title: [] for part in self.topic.parts}
        for part, result in results:
            by_part[self.topic.part(part).title].append(result)
        parts = [part_result(title, checks) for title, checks in by_part.items()]
        return {
            "parts": parts,
            "score": round(float(sum(part.score for part in parts)), 6),
            "max_score": round(float(sum(part.max_score for part in parts)), 6),
        }


def _tampered(result: CheckResult, message: str) -> CheckResult:
    if result.outcome == "fault":
        return result
    return CheckResult(
        check=result.check,
        points=result.points,
        outcome="tampered",
        hint=result.hint,
        message=message,
        seconds=result.seconds,
    )


class Session:
    """The observations of one submission: what the fixtures of a grader ask (see `observing.Grading`)."""

    def __init__(self, grader: Grader, subject: Subject) -> None:
        self.grader = grader
        self.subject = subject
        self.run_seed = grader.run_seed

    def observe(self, spec: ObservationSpec, inputs: dict[str, Any]) -> Observation:
        """Run an observation on the submission; raises `Failure` when it gives no value."""
        encoded = encode(inputs)
        return self._observation(spec, encoded, inputs, None)

    def evaluate(self, spec: ObservationSpec, observed: Observation, inputs: dict[str, Any]) -> Observation:
        """Run an evaluation on what `observed` holds, in a clean worker."""
        return self._observation(spec, encode(inputs), inputs, observed)

    def _observation(
        self, spec: ObservationSpec, encoded: bytes, inputs: dict[str, Any], observed: Observation | None
    ) -> Observation:
        def of_reference() -> Any:
            graphs = None if observed is None else observed.expected
            run = self._runner(self.grader.reference_subject(), spec, inputs, graphs)
            return self.grader.references.get(spec.name, spec.blob, encoded, graphs, run)

        try:
            graphs = None if observed is None else observed.seen
            seen = self._runner(self.subject, spec, inputs, graphs)()
        except Failure as failure:
            if failure.outcome in ("not_attempted", "tampered"):
                raise
            try:
                of_reference()
            except Failure as own:
                raise Failure("fault", f"the reference fails here too: {own.message}") from failure
            raise
        return Observation(spec.name, seen, of_reference)

    def _runner(
        self, subject: Subject, spec: ObservationSpec, inputs: dict[str, Any], graphs: Any
    ) -> Callable[[], Any]:
        def run() -> Any:
            request = {
                "do": "observe",
                "source": spec.source,
                "function": spec.blob,
                "inputs": inputs,
                "graphs": graphs if spec.clean else None,
                "seed": derive_seed(self.run_seed, f"worker {spec.name}"),
            }
            seconds = spec.seconds or self.grader.topic.limits.observation
            if spec.fresh:
                return self._in_own_worker(subject, request, seconds, spec.devices)
            worker = self._clean_worker(subject) if spec.clean else self._worker(subject)
            return self._ask(subject, worker, request, seconds)["value"]

        return run

    def _in_own_worker(self, subject: Subject, request: dict[str, Any], seconds: float, devices: int) -> Any:
        worker = self._loaded(subject, devices)
        try:
            value = self._ask(subject, worker, request, seconds)["value"]
            self._note_tampering(subject, worker.ask({"do": "finish"}, 5)["tampered"])
            return value
        finally:
            subject.cpu_seconds += worker.end().cpu_seconds

    def _worker(self, subject: Subject) -> WorkerHandle:
        """The worker that has the submission loaded; a new one when the last observation ended it."""
        if subject.worker is not None and subject.worker.ending is not None:
            subject.cpu_seconds += subject.worker.ending.cpu_seconds
            subject.worker = None
        if subject.worker is None:
            subject.worker = self._loaded(subject, 1)
        return subject.worker

    def _clean_worker(self, subject: Subject) -> WorkerHandle:
        if subject.clean is not None and subject.clean.ending is not None:
            subject.cpu_seconds += subject.clean.ending.cpu_seconds
            subject.clean = None
        if subject.clean is None:
            subject.clean = self.grader.server.spawn(self.grader.policy)
        return subject.clean

    def _loaded(self, subject: Subject, devices: int) -> WorkerHandle:
        """A new worker with the submission loaded; a load that failed is not tried again."""
        if subject.load_failure is not None:
            raise subject.load_failure
        worker = self.grader.server.spawn(self.grader.policy, devices=devices)
        request = {
            "do": "load",
            "source": subject.source,
            "suffix": subject.suffix,
            "filename": subject.filename,
            "given": self.grader.given,
            "reference": subject.reference,
            "names": list(self.grader.topic.names),
        }
        try:
            answer = self._ask(subject, worker, request, self.grader.topic.limits.load)
        except Failure as failure:
            subject.cpu_seconds += worker.end().cpu_seconds
            kind, _, sentence = failure.message.partition(": ")
            message = sentence if kind == UNREADABLE else f"while the file was read and run: {failure.message}"
            outcome = "error" if failure.outcome == "not_attempted" else failure.outcome
            subject.load_failure = Failure(outcome, message, failure.where)
            raise subject.load_failure from None
        self._note_tampering(subject, answer["tampered"])
        subject.load_notes = [
            f"cell {error['number']} raised {error['type']}: {error['message']}" for error in answer["errors"]
        ]
        return worker

    def _ask(self, subject: Subject, worker: WorkerHandle, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        """Ask within `seconds` and within what is left of the submission's own time: waiting for others costs nothing."""
        if subject.seconds_left is None:  # the reference: what slows this machine down must not look like its fault
            return worker.ask(request, REFERENCE_PATIENCE * seconds)
        if subject.seconds_left <= 0:
            limit = self.grader.topic.limits.submission
            raise Failure("timeout", f"the whole submission took longer than {limit:g} s")
        started, before = time.monotonic(), worker.given_back
        try:
            return worker.ask(request, min(seconds, subject.seconds_left))
        finally:
            subject.seconds_left -= max(0.0, time.monotonic() - started - (worker.given_back - before))

    def _note_tampering(self, subject: Subject, names: Any) -> None:
        if isinstance(names, list):
            subject.tampered += [str(name)[:200] for name in names[:5] if name not in subject.tampered]

    def finish(self) -> None:
        """Ask the submission's worker whether libraries are still whole."""
        worker = self.subject.worker
        if worker is not None and worker.ending is None:
            try:
                self._note_tampering(self.subject, worker.ask({"do": "finish"}, 5)["tampered"])
            except Failure as failure:  # it died at the very end: nothing depends on it any more
                if failure.outcome == "tampered":
                    self._note_tampering(self.subject, [failure.message])

    def close(self) -> None:
        """End the submission's workers."""
        _end(self.subject)


def _end(subject: Subject) -> None:
    workers = [worker for worker in (subject.worker, subject.clean) if worker is not None]
    for worker in workers:
        worker.dismiss()
    for worker in workers:
        subject.cpu_seconds += worker.end().cpu_seconds
    subject.worker = subject.clean = None


__all__ = ["Grader", "GraderError", "ServerError", "Session", "Submission"]
