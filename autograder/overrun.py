"""Ends a hidden check that goes on for ever: what a grader file computes itself, a learner's deadline does not end."""

from __future__ import annotations

import contextlib
import ctypes
import math
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from autograder.errors import GraderError

SECONDS = 60.0  # of processor time; the checks of the course themselves take some milliseconds each
PERIOD = 1.0  # seconds between two looks at the clocks, and between two attempts to end what goes on nevertheless


class Overran(GraderError):
    """A grader file computed for longer than `SECONDS`."""

    def __init__(self) -> None:
        super().__init__(f"it computed for more than {SECONDS:g} s of processor time by itself, and was ended")


@dataclass(eq=False)
class _Watched:
    thread: int
    clock: int
    limit: float
    raised: bool = False


@contextlib.contextmanager
def ended_when_overrun() -> Iterator[None]:
    """Within the block, raise `Overran` in this thread once it has computed for `SECONDS`.

    Waiting for a worker costs nothing: what counts is processor time of this thread alone. It works in every thread, as a
    signal would not: a Dask worker grades in one that is not the main thread. One call into a library is not
    interrupted. Where the system does not tell a thread's processor time, there is no limit.
    """
    if not hasattr(time, "pthread_getcpuclockid"):
        yield
        return
    thread = threading.get_ident()
    clock = time.pthread_getcpuclockid(thread)
    watched = _Watched(thread, clock, time.clock_gettime(clock) + SECONDS)
    watch = _watch()
    watch.add(watched)
    try:
        yield
    finally:
        watched.limit = math.inf  # first, and no call: nothing can come between
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
        """From now on it is left alone; an exception that is on its way, but has not come yet, comes here and ends here.

        It is not taken back: CPython 3.11 would go on looking for it at every step, and a traced function never get ahead.
        """
        with self._lock:
            self._watched.discard(watched)
        if watched.raised:
            with contextlib.suppress(Overran):
                _end(watched.thread)
                while True:
                    pass

    def _look(self) -> None:
        while True:
            time.sleep(PERIOD)
            with self._lock:
                for watched in self._watched:
                    if watched.limit < math.inf and time.clock_gettime(watched.clock) > watched.limit:
                        watched.raised = True
                        _end(watched.thread)


@cache
def _watch() -> _Watch:
    return _Watch()


def _end(thread: int) -> None:
    """Have the interpreter raise `Overran` in a thread at its next step."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(Overran))
