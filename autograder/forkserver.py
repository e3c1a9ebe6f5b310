"""The fork server: imports TensorFlow once, then forks a supervisor and a sandboxed worker for whoever asks.

It is started by exec with an allow-listed environment, holds no secret, runs no TensorFlow op, and receives a
descriptor, never a payload. Every request is one connection; the forked supervisor keeps it and ends with it.
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
from typing import Any

POLL_SECONDS = 0.02
PRELOAD = (
    *("tensorflow", "keras", "numpy", "cloudpickle", "msgspec", "matplotlib.pyplot", "tensorboard"),
    "matplotlib.backends.backend_agg",
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

    from autograder import integrity

    for name in LAZY:
        getattr(tf, name.split(".")[0]), importlib.import_module(name)
    snapshot = integrity.snapshot()
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, lambda *_: None)
    while True:
        ready, _, _ = select.select([listener.fileno(), owner], [], [], 1.0)
        reap()
        if owner in ready:
            return  # the owner wrote nothing: it closed its end, or died
        if listener.fileno() in ready:
            connection, _ = listener.accept()
            serve(connection, listener, owner, prepared, snapshot)


def reap() -> None:
    """Collect every supervisor that has ended."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            continue
    except ChildProcessError:
        return


def serve(connection: socket.socket, listener: socket.socket, owner: int, prepared: Any, snapshot: Any) -> None:
    """Fork a supervisor for one request; the server itself keeps nothing of it."""
    connection.settimeout(5)
    try:
        data, descriptors, _, _ = socket.recv_fds(connection, 4096, 1)
        options = json.loads(data)
    except (OSError, ValueError):
        connection.close()
        return
    if len(descriptors) == 1 and os.fork() == 0:
        code = 1
        try:
            listener.close()
            os.close(owner)
            supervise(connection, descriptors[0], options, prepared, snapshot)
            code = 0
        finally:
            os._exit(code)
    for descriptor in descriptors:
        os.close(descriptor)
    connection.close()


def supervise(
    connection: socket.socket, descriptor: int, options: dict[str, Any], prepared: Any, snapshot: Any
) -> None:
    """Start the worker in its sandbox, watch it, end it with the connection, and say how it ended."""
    from autograder import sandbox, worker

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    policy = sandbox.Policy(**options["policy"])

    def enter() -> None:
        worker.run(descriptor, snapshot, threads=options["threads"], devices=options["devices"])

    try:
        pid = sandbox.spawn(prepared, policy, [descriptor], enter)
    except sandbox.SandboxError as error:
        _tell(connection, {"refused": str(error)})
        return
    os.close(descriptor)
    _tell(connection, {"started": pid})
    watchdog = sandbox.Watchdog(pid, policy)
    reason = watch(connection, pid, watchdog)
    if reason is not None:
        watchdog.kill()
    _, status, usage = os.wait4(pid, 0)
    watchdog.close()
    ended = {
        "reason": reason,
        "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else None,
        "exit": os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "peak_mib": watchdog.peak_mib,
    }
    _tell(connection, ended)


def watch(connection: socket.socket, pid: int, watchdog: Any) -> str | None:
    """Wait for the worker's end (None), the grader's word or hang-up (`ended`), or a limit (its name)."""
    handle = os.pidfd_open(pid)
    try:
        while True:
            ready, _, _ = select.select([handle, connection.fileno()], [], [], POLL_SECONDS)
            if handle in ready:
                return None
            if connection.fileno() in ready:
                return "ended"
            reason: str | None = watchdog.check()
            if reason is not None:
                return reason
    finally:
        os.close(handle)


def _tell(connection: socket.socket, message: dict[str, Any]) -> None:
    try:
        connection.settimeout(5)
        connection.sendall(json.dumps(message).encode() + b"\n")
    except OSError:
        return  # the grader is gone: nobody is left to be told


if __name__ == "__main__":
    time.tzset()
    main()
