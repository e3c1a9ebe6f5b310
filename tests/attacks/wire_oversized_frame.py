"""Announces a frame of 16 exabytes.

Class: forge the wire
Expect: tampered: over the limit
"""
import sys

def total(values):
    frame = sys._getframe()
    while "channel" not in frame.f_locals:
        frame = frame.f_back
    frame.f_locals["channel"].connection.sendall(b"\xff" * 4096)
    return 0.0
