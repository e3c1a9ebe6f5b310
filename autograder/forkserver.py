"""The fork server: imports TensorFlow once, then forks a sandboxed worker for whoever asks, and watches over it.

It is started by exec with an allow-listed environment, holds no secret, never starts TensorFlow's runtime, and receives a
descriptor, never a payload. Every request is one connection; the worker ends with it. An ordinary user can put up only
one sandbox in a process: there a supervisor is forked for each worker, which costs as much as the worker's own start.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import time
from dataclasses import dataclass
from typing import Any, NoReturn

IDLE_SECONDS = 1.0
PRELOAD = (
    *("tensorflow", "keras", "numpy", "cloudpickle", "msgspec", "matplotlib.pyplot"),
    *("matplotlib.backends.backend_agg", "tensorboard.backend.event_processing.event_accumulator"),
    *("IPython.core.inputtransformer2", "course.reading", "course.models", "course.data", "course.plots"),
    *("autograder.worker", "autograder.probes", "autograder.cleanroom", "autograder.sandbox"),
    *("tensorflow.python.framework.kernels", "tensorflow.python.framework.convert_to_constants"),
)
LAZY = ("keras.layers", "keras.losses", "keras.metrics", "keras.optimizers", "keras.models", "keras.callbacks")


def main() -> None:
    """Serve on the listening socket whose descriptor is the first argument, until its owner closes the other pipe."""
    listener = socket.socket(fileno=int(sys.argv[1]))
    owner = int(sys.argv[2])
    from autograder import sandbox

    prepared = sandbox.prepare()
    for name in PRELOAD:
        importlib.import_module(name)
    import tensorflow as tf

    from autograder import integrity, warming

    for name in LAZY:
        getattr(tf, name.split(".")[0]), importlib.import_module(name)
    warming.warm()
    snapshot = integrity.snapshot()
    gc.collect()
    gc.freeze()
    warming.huge_pages()
    signal.signal(signal.SIGCHLD, lambda *_: None)
    workers: list[Supervised] = []
    asked = [listener.fileno(), owner]
    while asked or workers:
        ready = wait(workers, *asked)
        reap(workers)
        if owner in ready:  # it wrote nothing: it closed its end, or died; nobody new is served
            listener.close()
            asked = []
        elif listener.fileno() in ready:
            connection, _ = listener.accept()
            worker = serve(connection, listener, owner, prepared, snapshot)
            workers += [worker] if worker is not None else []


def wait(workers: list[Supervised], *others: int) -> list[int]:
    """The descriptors of `others` that are ready; looks after the workers and drops those that have ended."""
    poll = select.poll()  # unlike select, it takes any number of descriptors
    for descriptor in (*others, *(each for worker in workers for each in worker.descriptors())):
        poll.register(descriptor, select.POLLIN)
    pause = min((worker.watchdog.pause for worker in workers), default=IDLE_SECONDS)
    ready = [descriptor for descriptor, _ in poll.poll(1000 * pause)]
    workers[:] = [worker for worker in workers if not worker.step(ready)]
    return ready


def reap(workers: list[Supervised]) -> None:
    """Collect every supervisor that has ended; workers are waited for by whom they belong to."""
    mine = {worker.pid for worker in workers}
    try:
        while ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            if ended.si_pid in mine:
                return
            os.waitpid(ended.si_pid, 0)
    except ChildProcessError:
        return


def serve(
    connection: socket.socket, listener: socket.socket, owner: int, prepared: Any, snapshot: Any
) -> Supervised | None:
    """Answer one request by a worker of this process, or by a supervisor that is forked for it."""
    from autograder import sandbox

    connection.settimeout(5)
    descriptors: list[int] = []
    try:
        data, descriptors, _, _ = socket.recv_fds(connection, 4096, 1)
        options = json.loads(data)
        policy = sandbox.Policy(**options["policy"])
        if len(descriptors) != 1:
            raise ValueError("a request brings one descriptor")
        if sandbox.once_only(policy):
            if os.fork() == 0:
                _supervise(connection, listener, owner, descriptors[0], policy, options, prepared, snapshot)
            connection.close()
            return None
        return start(connection, descriptors[0], policy, options, prepared, snapshot)
    except (OSError, ValueError, TypeError, KeyError):
        connection.close()  # the grader reads it as a supervisor that is gone, and asks again
        return None
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


def _supervise(connection: socket.socket, listener: socket.socket, owner: int, descriptor: int, *rest: Any) -> NoReturn:
    """The life of a forked supervisor: one worker, and then its end."""
    code = 1
    try:
        listener.close()
        os.close(owner)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        worker = start(connection, descriptor, *rest)
        os.close(descriptor)
        workers = [] if worker is None else [worker]
        while workers:
            wait(workers)
        code = 0
    finally:
        os._exit(code)


def start(
    connection: socket.socket, descriptor: int, policy: Any, options: dict[str, Any], prepared: Any, snapshot: Any
) -> Supervised | None:
    """A worker in its sandbox, and word of it to the grader; None when a layer refused."""
    from autograder import sandbox, worker

    def enter() -> None:
        worker.run(descriptor, snapshot, threads=options["threads"], devices=options["devices"])

    try:
        pid = sandbox.spawn(prepared, policy, [descriptor], enter)
    except sandbox.SandboxError as error:
        _tell(connection, {"refused": str(error)})
        connection.close()
        return None
    _tell(connection, {"started": pid})
    return Supervised(connection, pid, os.pidfd_open(pid), sandbox.Watchdog(pid, policy))


@dataclass
class Supervised:
    """A worker that is watched: it is ended at its limits and with its connection, and its grader is told how it ended."""

    connection: socket.socket
    pid: int
    handle: int
    watchdog: Any
    reason: str | None = None

    def descriptors(self) -> list[int]:
        """What to wait on: the worker's end, and until it is killed the grader's word or hang-up."""
        return [self.handle] if self.reason else [self.handle, self.connection.fileno()]

    def step(self, ready: list[int]) -> bool:
        """Look after the worker once; True when it has ended, been waited for and told of."""
        if self.handle in ready:
            self._finish()
            return True
        if self.reason is None:
            self.reason = "ended" if self.connection.fileno() in ready else self.watchdog.check()
            if self.reason is not None:
                self.watchdog.kill()
        return False

    def _finish(self) -> None:
        _, status, usage = os.wait4(self.pid, 0)
        self.watchdog.close()
        os.close(self.handle)
        ended = {
            "reason": self.reason,
            "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else None,
            "exit": os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
            "cpu_seconds": usage.ru_utime + usage.ru_stime,
            "peak_mib": self.watchdog.peak_mib,
        }
        _tell(self.connection, ended)
        self.connection.close()


def _tell(connection: socket.socket, message: dict[str, Any]) -> None:
    try:
        connection.settimeout(5)
        connection.sendall(json.dumps(message).encode() + b"\n")
    except OSError:
        return  # the grader is gone: nobody is left to be told


if __name__ == "__main__":
    time.tzset()
    main()
