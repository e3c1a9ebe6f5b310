"""Ends a hidden check that goes on for ever: what a grader file computes itself, a learner's deadline does not end.

A thread looks at the processor time of the others and announces `Overran` to one that took too much. CPython raises what
was announced, and changes threads, only when a function written in Python is entered, after a call, and at a jump back.
Two places rely on it: from the end of a watched call to the lifting of its limit there is no such point, so that nothing
is announced to what comes afterwards; and none from looking at a limit to announcing, so that nothing is announced
once it was lifted. What was announced is never taken back: CPython 3.11 would look for it at every step of a traced
function, which would never get ahead.
"""

from __future__ import annotations

import ctypes
import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from autograder.errors import GraderError

SECONDS = 60.0  # of processor time; the checks of the course themselves take some milliseconds each
AGAIN = 5.0  # seconds of processor time after which what goes on nevertheless is ended again
PERIOD = 1.0  # seconds between two looks at the clocks

Result = TypeVar("Result")


class Overran(GraderError):
    """A grader file computed for longer than `SECONDS`."""

    def __init__(self) -> None:
        super().__init__(f"it computed for more than {SECONDS:g} s of processor time by itself, and was ended")


@dataclass(eq=False)
class _Watched:
    thread: ctypes.c_ulong
    clock: int
    limit: float
    raised: bool = False


def ended_when_overrun(call: Callable[[], Result]) -> Result:
    """What a call returns; `Overran` is raised within it, in this thread, once it has computed for `SECONDS`.

    Waiting for a worker costs nothing: what counts is processor time of this thread alone. It works in every thread, as a
    signal would not: a Dask worker grades in one that is not the main thread. One call into a library is not
    interrupted. Where the system does not tell a thread's processor time, there is no limit.
    """
    if not hasattr(time, "pthread_getcpuclockid"):
        return call()
    thread = threading.get_ident()
    clock = time.pthread_getcpuclockid(thread)
    watched = _Watched(ctypes.c_ulong(thread), clock, time.clock_gettime(clock) + SECONDS)
    watch = _watch()
    try:
        watch.add(watched)
        return call()
    finally:
        watched.limit = math.inf
        try:  # what was announced and has not come yet comes here and ends here
            if watched.raised:
                _announce(watched.thread, _OVERRAN)
                while True:
                    pass
        except Overran:
            pass
        watch.remove(watched)


class _Watch:
    """A thread that looks at the clocks of all threads that are watched."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._watched: set[_Watched] = set()
        threading.Thread(target=self._look, name="overrun", daemon=True).start()

    def add(self, watched: _Watched) -> None:
        with self._lock:
            self._watched.add(watched)

    def remove(self, watched: _Watched) -> None:
        with self._lock:
            self._watched.discard(watched)

    def _look(self) -> None:
        while True:
            time.sleep(PERIOD)
            with self._lock:
                for watched in self._watched:
                    if watched.limit == math.inf:
                        continue
                    now = time.clock_gettime(watched.clock)
                    if now > watched.limit:
                        watched.limit = now + AGAIN
                        watched.raised = True
                        _announce(watched.thread, _OVERRAN)


@cache
def _watch() -> _Watch:
    return _Watch()


# Has the interpreter raise an exception in another thread.
_announce = ctypes.pythonapi.PyThreadState_SetAsyncExc
_OVERRAN = ctypes.py_object(Overran)
