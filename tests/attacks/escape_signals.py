"""Signals every process id up to ten thousand.

Class: escape
Expect: error: FOUND ['control'] END
"""
import os

def total(values):
    found, own = [], os.listdir("/proc/1/task")
    for pid in range(-1, 10_000):
        try:
            os.kill(pid, 0)
            found += ["control"] if pid in (0, 1) or str(pid) in own else [str(pid)]
        except OSError:
            pass
    raise RuntimeError("FOUND %s END" % sorted(set(found)))
