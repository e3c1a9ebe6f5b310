"""The worker: loads one submission (or none) and runs the observations it is asked for. Untrusted once it has loaded.

It talks frames over one socket: each request carries a nonce, each reply repeats it. What is graded may lie here; the
grader judges elsewhere.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import linecache
import os
import re
import socket
import sys
import types
from collections.abc import Callable, Set
from dataclasses import dataclass, field
from typing import Any, TextIO

import cloudpickle

from autograder import integrity
from autograder.cleanroom import GraphModel
from autograder.errors import WireError
from autograder.plain import to_plain
from autograder.wire import Channel
from course import frames, reading
from course.keras_hints import with_hint

MODULE = "submission"
MAX_TEXT = 2_000
_BLOCKED = {errno.EPERM, errno.EACCES, errno.ENOSYS, errno.EROFS, errno.ENOSPC, errno.ENETUNREACH}


class NotAttempted(AttributeError):
    """The submission does not define the name that an observation asked for."""


class Learner:
    """The namespace of a submission; an overlay falls back to the reference for what it does not define."""

    def __init__(self, *modules: types.ModuleType, unfinished: Set[str] = frozenset()) -> None:
        self._modules = modules
        self._unfinished = unfinished

    def __getattr__(self, name: str) -> Any:
        for module in self._modules:
            if name in vars(module) and name not in self._unfinished:
                return vars(module)[name]
        raise NotAttempted(name)


@dataclass
class Worker:
    """State of one worker process."""

    snapshot: integrity.Snapshot | None
    learner: Learner | None = None
    handlers: dict[str, Callable[[dict[str, Any]], Any]] = field(init=False)
    nowhere: TextIO = field(init=False)

    def __post_init__(self) -> None:
        # A stream like any other, open to the end: Keras' progress bar and loggers write to whatever stdout they saw.
        self.nowhere = open(os.devnull, "w", encoding="utf-8", errors="replace")  # noqa: SIM115
        self.handlers = {"load": self.load, "observe": self.observe, "finish": self.finish}

    def serve(self, channel: Channel) -> None:
        """Answer requests until the grader hangs up."""
        while True:
            try:
                request = channel.receive()
            except EOFError:
                return
            try:
                answer = self.handlers[request["do"]](request)
            except BaseException as error:  # whatever the learner's code raises, SystemExit too, is an answer
                answer = failure(error)
            answer["nonce"] = request["nonce"]
            try:
                channel.send(answer)
            except WireError as error:
                channel.send({"nonce": request["nonce"], "failed": "error", "message": str(error), "where": ""})
            except EOFError:
                return

    def load(self, request: dict[str, Any]) -> dict[str, Any]:
        """Run the submission's cells; with `reference`, what the file lacks comes from there."""
        given = [reading.Cell(**_cell(cell)) for cell in request["given"]]
        base: list[types.ModuleType] = []
        if request["reference"] is not None:
            loaded = _run(request["reference"], ".py", [], "reference", "solution")
            base = [loaded.namespace]
        cells = reading.read_cells(request["source"], request["suffix"])
        submission = reading.run_cells(
            cells,
            given,
            MODULE,
            filename=request["filename"],
            **({"namespace": {name: vars(base[0])[name] for name in request["names"]}} if base else {}),
        )
        self.learner = Learner(
            submission.namespace, *base, unfinished=_unfinished(cells, submission, base[0]) if base else frozenset()
        )
        return {
            "cells": len(cells),
            "defined": [name for name in request["names"] if name in vars(submission.namespace)],
            "errors": [
                {"number": error.number, "type": error.type, "message": error.message[:MAX_TEXT]}
                for error in submission.errors[:20]
            ],
            "tampered": integrity.changed(self.snapshot),
        }

    def observe(self, request: dict[str, Any]) -> dict[str, Any]:
        """Run one shipped function: on the learner's namespace, or on graphs where no learner's code is."""
        name, text = request["source"]
        linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
        function = cloudpickle.loads(request["function"])
        _seed(request["seed"])
        subject = self.learner if request["graphs"] is None else revive(request["graphs"])
        with contextlib.redirect_stdout(self.nowhere), contextlib.redirect_stderr(self.nowhere):
            value = function(subject, **request["inputs"])
        return {"value": to_plain(value)}

    def finish(self, request: dict[str, Any]) -> dict[str, Any]:
        """Say whether library functions are still what they were."""
        return {"tampered": integrity.changed(self.snapshot)}


def revive(value: Any) -> Any:
    """The observation's data with every exported graph as a `GraphModel`."""
    if isinstance(value, dict):
        if "__graph__" in value:
            return GraphModel(value)
        return {key: revive(part) for key, part in value.items()}
    if isinstance(value, list):
        return [revive(part) for part in value]
    if isinstance(value, tuple):
        return tuple(revive(part) for part in value)
    return value


def failure(error: BaseException) -> dict[str, Any]:
    """An exception as plain data: what it means for the checks, its text, and the learner's line."""
    module = sys.modules.get(MODULE)
    namespace = vars(module) if isinstance(module, types.ModuleType) else {}
    try:
        own = frames.learner_frames(error, namespace)
        stub = frames.is_stub(error, namespace)
    except BaseException:  # a learner can break tracebacks and linecache: the exception is told without its line
        own, stub = [], False
    kind = "error"
    if stub or isinstance(error, NotAttempted):
        kind = "not_attempted"
    elif isinstance(error, OSError) and error.errno in _BLOCKED:
        kind = "blocked"
    name, text = frames.type_name(error), frames.message_of(error)
    message = with_hint(name, text, MAX_TEXT)
    where = f"{own[-1].where}: {own[-1].code}"[:400] if own else ""
    return {"failed": kind, "message": message, "where": where}


def _cell(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "tags": frozenset(data["tags"])}


def _run(source: bytes, suffix: str, given: list[reading.Cell], name: str, filename: str) -> reading.Loaded:
    cells = [cell for cell in reading.read_cells(source, suffix) if not cell.tags & reading.LEFT_OUT]
    return reading.run_cells(cells, given, name, filename=filename)


def _unfinished(cells: list[reading.Cell], loaded: reading.Loaded, reference: types.ModuleType) -> set[str]:
    """What cells that failed were to define, and did not: in an overlay it must not come from the reference."""
    failed = {error.number for error in loaded.errors}
    broken = "\n".join(cell.source for cell in cells if cell.number in failed)
    meant = set(re.findall(r"^\s*(?:(?:async\s+)?def|class)\s+(\w+)|^(\w+)\s*=", broken, re.MULTILINE))
    mine, theirs = vars(loaded.namespace), vars(reference)
    return {name for pair in meant for name in pair if name in theirs and mine.get(name) is theirs[name]}


def _seed(seed: int) -> None:
    import keras

    keras.utils.set_random_seed(seed)


def configure(threads: int, devices: int) -> None:
    """Before the first TensorFlow op: threads, logical devices, determinism."""
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(threads)
    # Replicas wait for each other in their all-reduce: with a thread each, and some to spare, none waits for ever.
    tf.config.threading.set_inter_op_parallelism_threads(threads if devices == 1 else max(threads, 4 * devices))
    tf.config.experimental.enable_op_determinism()
    # A graph here runs a few times: to make it faster first takes longer than that saves.
    tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})
    if devices > 1:
        (cpu,) = tf.config.list_physical_devices("CPU")
        tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * devices)


def run(descriptor: int, snapshot: integrity.Snapshot, *, threads: int, devices: int) -> None:
    """Entry of the worker process, once the sandbox is closed around it."""
    sys.argv = [MODULE]
    gc.set_threshold(20_000, 20, 20)  # it lives for a second: to look for garbage all the time does not pay
    sys.path[:] = [path for path in sys.path if path not in ("", "/")]
    channel = Channel(socket.socket(fileno=descriptor))
    configure(threads, devices)
    Worker(snapshot).serve(channel)
