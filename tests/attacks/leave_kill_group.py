"""Kills its process group, and whatever process it may, hoping that the grader is among them.

Class: leave early
Expect: failed|crashed: total
"""
import os, signal

def total(values):
    for target in (0, -1, os.getppid(), os.getpid()):
        try:
            os.kill(target, signal.SIGKILL)
        except OSError:
            pass
    return 0.0
