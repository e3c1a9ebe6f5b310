"""Blocks in C while it holds the interpreter's lock.

Class: never finish
Expect: timeout: 4 s
Slow: waits for the time limit
"""
import ctypes

def halves(x):
    ctypes.PyDLL(None).pause()
