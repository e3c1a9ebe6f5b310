"""Breaks traceback, linecache and inspect, then raises.

Class: cause a fault
Expect: error|tampered|crashed: ValueError|TypeError|linecache|exit status
"""
import inspect, linecache, traceback

def broken(*a, **k): raise RuntimeError("the grader is broken")
for module in (inspect, linecache, traceback):
    for name in [name for name in vars(module) if callable(getattr(module, name)) and not name.startswith("_")]:
        setattr(module, name, broken)
linecache.cache = None

def total(values): raise ValueError("mine")
