"""Breaks the unpickling of observations.

Class: cause a fault
Expect: tampered|error: cloudpickle|pickle|interfered
"""
import cloudpickle

def broken(*a, **k): raise RuntimeError("the grader is broken")
cloudpickle.loads = broken
