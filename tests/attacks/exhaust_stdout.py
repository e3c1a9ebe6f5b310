"""Writes four gigabytes to stdout and stderr.

Class: exhaust
Expect: failed: the total is wrong
Patient: a busy machine takes its time
"""
import os

def total(values):
    block = b"x" * 2**24
    for _ in range(128):
        os.write(1, block), os.write(2, block)
    print("x" * 2**24)
    return 0.0
