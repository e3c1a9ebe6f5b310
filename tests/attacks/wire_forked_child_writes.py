"""A forked child is to answer in place of the worker.

Class: forge the wire
Expect: blocked: PermissionError
"""
import os

def total(values):
    if os.fork() == 0:
        os.write(3, b"\x00" * 64)
        os._exit(0)
    return 0.0
