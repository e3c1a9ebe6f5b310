"""Run checks in a forked child, so that a learner's endless loop, `os._exit` or crash leaves the terminal usable."""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import signal
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import NoReturn

from course import selfcheck
from course.results import CheckRun
from course.syllabus import CourseError, Part, Topic

CAN_FORK = sys.platform == "linux"
"""On macOS a fork of a process that has loaded TensorFlow is not safe, and Windows has none."""
_HEADER = 8  # bytes before an answer that hold its length


class CheckStopped(CourseError):
    """The learner's code ended the process before the checks were done."""


class Job:
    """One run of the checks in a child process: `result` waits for it, `stop` ends it.

    The child answers with a pickle: it is this program, on the learner's own machine, for the learner's own eyes.
    """

    def __init__(self, topic: Topic, part: Part | None, path: Path, note: str = "") -> None:
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  # closed by stop()
        self._reader, writer = os.pipe()
        self._received = bytearray()
        self._status: int | None = None
        sys.stdout.flush()
        sys.stderr.flush()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of forking beside the file watcher's thread
            self._pid = os.fork()
        if self._pid == 0:
            _child(writer, self._log.fileno(), topic, part, path, note)
        os.close(writer)
        with contextlib.suppress(OSError):
            os.setpgid(self._pid, self._pid)  # as the child does: whoever comes first

    def ready(self, seconds: float = 0.0) -> bool:
        """Whether the child has answered or ended, waiting at most so long."""
        deadline = time.monotonic() + seconds
        while True:
            wait = min(0.2, max(0.0, deadline - time.monotonic()))
            if select.select([self._reader], [], [], wait)[0] and (data := os.read(self._reader, 1 << 16)):
                self._received += data
                if self._answered():
                    return True
            elif self._ended():
                return True
            elif time.monotonic() >= deadline:
                return False

    def result(self) -> CheckRun:
        """Wait for the child. Raises the child's `CourseError`, or `CheckStopped` when it died."""
        try:
            while not self.ready(60):
                pass
            answered = self._answered()
        finally:
            last_words = self.stop()
        if not answered:
            raise CheckStopped(f"{self._end()} before the checks were done. {last_words}")
        answer: CheckRun | CourseError = pickle.loads(self._received[_HEADER:])
        if isinstance(answer, CourseError):
            raise answer
        return answer

    def stop(self) -> str:
        """End the child and what it started, if it still runs; the last line it wrote to the terminal."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._pid, signal.SIGKILL)
        if self._status is None:
            _, self._status = os.waitpid(self._pid, 0)
        with contextlib.suppress(OSError):
            os.close(self._reader)
        if self._log.closed:
            return ""
        self._log.seek(max(0, self._log.seek(0, os.SEEK_END) - 2_000))
        lines = self._log.read().decode("utf-8", "replace").strip().split("\n")
        self._log.close()
        return f"Its last words: {lines[-1][:300]}" if lines[-1] else ""

    def _answered(self) -> bool:
        header = self._received[:_HEADER]
        return len(header) == _HEADER and len(self._received) - _HEADER >= int.from_bytes(header, "little")

    def _ended(self) -> bool:
        if self._status is None:
            pid, status = os.waitpid(self._pid, os.WNOHANG)
            self._status = status if pid else None
        return self._status is not None

    def _end(self) -> str:
        status = self._status or 0
        if os.WIFSIGNALED(status):
            number = os.WTERMSIG(status)
            return f"Python was killed by signal {number} ({signal.Signals(number).name})"
        return f"Python ended with exit status {os.WEXITSTATUS(status)}"


def _child(writer: int, log: int, topic: Topic, part: Part | None, path: Path, note: str) -> NoReturn:
    """Check, answer, and leave without running what the learner registered for the end."""
    with contextlib.suppress(OSError):
        os.setpgid(0, 0)  # Ctrl-C in the terminal is the parent's
    nothing = os.open(os.devnull, os.O_RDWR)
    for source, target in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(source, target)
    try:
        answer: CheckRun | CourseError = selfcheck.run(topic, part, path, note)
    except CourseError as error:
        answer = error
    except KeyboardInterrupt:
        os._exit(130)
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
        os._exit(70)
    data = pickle.dumps(answer)
    with os.fdopen(writer, "wb") as pipe:
        pipe.write(len(data).to_bytes(_HEADER, "little") + data)
    os._exit(0)
