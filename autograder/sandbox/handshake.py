"""What supervisor and worker say to each other while the sandbox goes up: five one-byte words over a socket pair."""

from __future__ import annotations

import json
import socket

from autograder.sandbox.policy import SandboxError

START_SECONDS = 20.0
"""A worker that has not put up its layers by then is killed."""

GO = b"G"
MOUNTED = b"M"
"""From the worker, with a descriptor of its scratch folder: measure me, write my uid map, then say GO."""
READY = b"R"
"""From the worker: every layer is up; it waits for GO once more, to know that its supervisor lives."""
FAILED = b"F"


def tell_failure(channel: socket.socket, error: BaseException) -> None:
    """Say in the worker's last word which layer failed and why."""
    if isinstance(error, SandboxError):
        told = {"layer": error.layer, "reason": error.reason, "remedy": error.remedy}
    else:
        told = {"layer": "start", "reason": f"{type(error).__name__}: {error}", "remedy": ""}
    channel.sendall(FAILED + json.dumps(told).encode())


def expect(channel: socket.socket, word: bytes) -> int | None:
    """Wait in the supervisor for `word`; returns the descriptor that came with it. Errors: SandboxError."""
    channel.settimeout(START_SECONDS)
    try:
        message, fds, _, _ = socket.recv_fds(channel, 65536, 1)
    except TimeoutError:
        raise SandboxError("start", f"the worker was not ready after {START_SECONDS:.0f} s") from None
    if message[:1] == FAILED:
        told = json.loads(message[1:])
        raise SandboxError(told["layer"], told["reason"], told["remedy"])
    if message != word:
        raise SandboxError("start", "the worker died before it was ready")
    return fds[0] if fds else None
