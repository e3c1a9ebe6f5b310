"""Breaks the codec that carries its answers.

Class: cause a fault
Expect: crashed|tampered|error: msgspec|exit status|interfered
"""
import msgspec

def broken(*a, **k): raise RuntimeError("the grader is broken")
msgspec.msgpack.encode = broken
