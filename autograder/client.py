"""The grader's end: starts a fork server, asks it for workers, and turns every way a worker can end into an outcome."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import secrets
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from autograder.deadlines import Deadline
from autograder.errors import AutograderError, ServerError, WireError, WorkerError
from autograder.sandbox import Policy
from autograder.wire import Channel, encode

START_SECONDS = 180.0
END_SECONDS = 10.0
LONGEST_SOCKET = 101  # bytes of its name; Linux allows 107, and multiprocessing's socket has a name longer by 6
INHERITED = ("PATH", "LANG", "LC_ALL", "TZ", "CUDA_VISIBLE_DEVICES", "LD_LIBRARY_PATH", "VIRTUAL_ENV")


@dataclass(frozen=True)
class Ending:
    """How a worker ended."""

    reason: str | None = None
    signal: int | None = None
    exit: int | None = None
    cpu_seconds: float = 0.0
    peak_mib: float = 0.0


def _new_folder() -> Path:
    """A private folder for the socket of a fork server."""
    folder = Path(tempfile.mkdtemp(prefix="autograder-"))
    if len(os.fsencode(folder / "socket")) > LONGEST_SOCKET:
        folder.rmdir()
        raise AutograderError(
            f"the name of the folder for temporary files is too long for a socket in it ({tempfile.gettempdir()}); "
            "set TMPDIR to one with a shorter name, such as /tmp"
        )
    return folder


@dataclass(eq=False)
class Failure(Exception):
    """An observation that gave no value: outcome of the checks that need it, message, the learner's line."""

    outcome: str
    message: str
    where: str = ""


@dataclass
class ForkServer:
    """A warm parent of workers, reached by a socket in a private folder; restarted when it dies."""

    threads: int = 1
    folder: Path | None = None
    _own_folder: Path | None = None
    _process: subprocess.Popen[bytes] | None = None
    _lifeline: int | None = None
    _reviving: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    @contextlib.contextmanager
    def running(cls, threads: int = 1) -> Iterator[ForkServer]:
        """A fork server for the time of a `with` block; it ends with this process, however that ends."""
        server = cls(threads)
        try:
            server.start()
            yield server
        finally:
            server.stop()

    @classmethod
    def attach(cls, folder: Path, threads: int = 1) -> ForkServer:
        """A client of a fork server that another process runs."""
        return cls(threads, folder)

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the server process; it accepts as soon as its imports are done."""
        if self.folder is None:
            self.folder = self._own_folder = _new_folder()
        path = self.folder / "socket"
        path.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(str(path))
        listener.listen(128)
        read_end, self._lifeline = os.pipe()
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "autograder.forkserver", str(listener.fileno()), str(read_end)],
                pass_fds=(listener.fileno(), read_end),
                env=self._environment(),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=(self.folder / "log").open("wb"),
                start_new_session=True,
            )
        finally:
            listener.close()
            os.close(read_end)

    def alive(self) -> bool:
        """Whether the server process runs."""
        return self._process is not None and self._process.poll() is None

    def revive(self) -> None:
        """After a death: a new server at the same place, whichever batch of this process sees it first."""
        with self._reviving:
            if self.alive():
                return
            if self._process is not None:
                self._process.wait()
            if self._lifeline is not None:
                os.close(self._lifeline)
                self._lifeline = None
            self.start()

    def stop(self) -> None:
        """End the server and remove its folder."""
        if self._lifeline is not None:
            os.close(self._lifeline)
            self._lifeline = None
        if self._process is not None:
            try:
                self._process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        if self._own_folder is not None:  # there may be no process yet: `start` can be interrupted
            shutil.rmtree(self._own_folder, ignore_errors=True)

    def spawn(self, policy: Policy, *, devices: int = 1) -> WorkerHandle:
        """A new worker in its sandbox; `ServerError` when there is none to be had (our fault, or a layer missing)."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        options = {"policy": asdict(policy), "threads": self.threads, "devices": devices}
        control = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._connect(control)
            socket.send_fds(control, [json.dumps(options).encode()], [theirs.fileno()])
            theirs.close()
            handle = WorkerHandle(Channel(ours), control)
            told = handle.told(time.monotonic() + START_SECONDS)
        except (OSError, EOFError, TimeoutError) as error:
            ours.close()
            control.close()
            raise ServerError(f"the fork server did not start a worker ({error!r}){self._last_words()}") from error
        if "refused" in told:
            ours.close()
            control.close()
            raise ServerError(str(told["refused"]))
        handle.pid = told["started"]
        return handle

    def _connect(self, control: socket.socket) -> None:
        assert self.folder is not None
        deadline = time.monotonic() + START_SECONDS
        while True:
            if self._process is not None and not self.alive():
                raise ServerError(f"the fork server ended{self._last_words()}")
            try:
                control.connect(str(self.folder / "socket"))
                return
            except (FileNotFoundError, ConnectionRefusedError):
                if time.monotonic() > deadline or _orphaned():  # nobody starts a server again
                    raise
                time.sleep(0.1)

    def _last_words(self) -> str:
        log = self.folder / "log" if self.folder else None
        if log is None or not log.is_file():
            return ""
        words = log.read_text("utf-8", "replace").strip().splitlines()[-3:]
        return ": " + " | ".join(words) if words else ""

    def _environment(self) -> dict[str, str]:
        assert self.folder is not None
        keras_home = self.folder / "keras"
        keras_home.mkdir(exist_ok=True)
        threads = str(self.threads)
        return {
            **{name: os.environ[name] for name in INHERITED if name in os.environ},
            "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",  # large pages: workers share them, and fork and end sooner
            "HOME": str(self.folder),
            "KERAS_HOME": str(keras_home),
            "KERAS_BACKEND": "tensorflow",
            "MPLBACKEND": "Agg",
            "MPLCONFIGDIR": str(self.folder),
            "OMP_NUM_THREADS": threads,
            "ONEDNN_MAX_CPU_ISA": "AVX2",  # for AVX-512 it generates kernels for longer than observations multiply
            "OPENBLAS_NUM_THREADS": "1",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "TF_ENABLE_ONEDNN_OPTS": "0",
            "PYTHONHASHSEED": "0",
            "PYTHONNOUSERSITE": "1",
            "PYTHONSAFEPATH": "1",
        }


@dataclass
class WorkerHandle:
    """One worker: ask it, end it. `given_back` are the seconds for which it waited for a processor while it was asked."""

    channel: Channel
    control: socket.socket
    pid: int = 0
    ending: Ending | None = None
    given_back: float = 0.0
    _buffer: bytearray = field(default_factory=bytearray)

    def ask(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        """Send a request and wait for its answer; `Failure` when there is none within `seconds`, or a wrong one."""
        nonce = secrets.token_hex(16)
        deadline = Deadline(seconds, self.pid)
        try:
            frame = encode({**request, "nonce": nonce})
        except WireError as error:  # it carries an observation's graphs, which may fill a frame to the brim
            raise Failure("error", f"what was observed cannot be passed on: {error}") from None
        try:
            if self.channel.pending():
                raise WireError("it wrote to the grader before it was asked")
            self.channel.send_frame(frame, deadline)
            answer = self.channel.receive(deadline)
            if not isinstance(answer, dict) or not _same(answer.get("nonce"), nonce):
                raise WireError("its answer does not belong to the question")
            if "failed" not in answer and not _answers(request["do"], answer):
                raise WireError("its answer has another form than the question asks for")
        except TimeoutError:
            self.given_back += deadline.given_back()
            self.end()
            raise Failure("timeout", f"it took longer than {seconds:g} s") from None
        except EOFError:
            raise self._died() from None
        except WireError as error:
            self.end()
            raise Failure("tampered", f"the submission interfered with its observation: {error}") from None
        except BaseException:  # from outside: what it still may answer is no answer to the next question
            self.end()
            raise
        self.given_back += deadline.given_back()
        if "failed" in answer:
            raise _failure(answer)
        return answer

    def dismiss(self) -> None:
        """Have the worker killed, and everything in its PID namespace, without waiting for it."""
        if self.ending is None:
            self.channel.close()
            with contextlib.suppress(OSError):
                self.control.sendall(b"end")

    def end(self) -> Ending:
        """Kill the worker and everything in its PID namespace, and learn what it used."""
        if self.ending is None:
            self.dismiss()
            try:
                self.ending = _ending(self.told(time.monotonic() + END_SECONDS))
            except (OSError, EOFError, TimeoutError):
                self.ending = Ending(reason="lost")
            self.control.close()
        return self.ending

    def told(self, deadline: float) -> dict[str, Any]:
        """The next line from the supervisor."""
        while b"\n" not in self._buffer:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError("no word from the supervisor")
            self.control.settimeout(left)
            part = self.control.recv(4096)
            if not part:
                raise EOFError("the supervisor is gone")
            self._buffer += part
        line, _, rest = bytes(self._buffer).partition(b"\n")
        self._buffer[:] = rest
        message: dict[str, Any] = json.loads(line)
        return message

    def _died(self) -> Failure:
        """The worker closed its socket: it ended, or was ended by its watchdog."""
        select.select([self.control], [], [], 2.0)  # one that only closed the socket lives on: it is ended below
        ending = self.end()
        if ending.reason == "memory":
            return Failure("crashed", f"it needed more memory than allowed (it reached {ending.peak_mib:.0f} MiB)")
        if ending.reason == "cpu" or ending.signal == signal.SIGXCPU:
            return Failure("timeout", "it used more processor time than allowed")
        if ending.reason == "ended":
            return Failure("crashed", "it closed the connection to the grader")
        if ending.reason == "lost":
            raise ServerError("a supervisor ended before its worker")
        if ending.reason is not None:
            return Failure("crashed", f"it was ended: {ending.reason}")
        if ending.signal is not None:
            return Failure(
                "crashed", f"its process was killed by signal {ending.signal} ({_signal_name(ending.signal)})"
            )
        return Failure("crashed", f"its process ended itself with exit status {ending.exit}")


def _orphaned() -> bool:
    """Whether this is a grader process whose batch is dead."""
    parent = multiprocessing.parent_process()
    return parent is not None and not parent.is_alive()


def _ending(told: dict[str, Any]) -> Ending:
    return Ending(**told)


def _failure(answer: dict[str, Any]) -> Failure:
    """The worker's own account of an exception, taken as untrusted text."""
    kind, message, where = (answer.get(key) for key in ("failed", "message", "where"))
    if not isinstance(kind, str) or kind not in ("not_attempted", "error", "blocked"):
        kind = "error"
    return Failure(
        kind, message if isinstance(message, str) else "an exception", where if isinstance(where, str) else ""
    )


def _same(given: Any, nonce: str) -> bool:
    """Whether it is that text; an array would compare entry by entry."""
    return isinstance(given, str) and given == nonce


def _answers(question: str, answer: dict[str, Any]) -> bool:
    """Whether an answer holds what the grader goes on to read of it: its sender may be the learner's code."""
    if question == "observe":
        return "value" in answer
    if question == "finish":
        return isinstance(answer.get("tampered"), list)
    errors = answer.get("errors")
    return (
        isinstance(answer.get("tampered"), list)
        and isinstance(errors, list)
        and all(isinstance(error, dict) and error.keys() >= {"number", "type", "message"} for error in errors)
    )


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return "unknown"


__all__ = ["Ending", "Failure", "ForkServer", "WorkerError", "WorkerHandle"]
