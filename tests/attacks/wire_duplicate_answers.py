"""Sends its own answer under the true nonce, then lets the worker's follow: two answers to one question.

Class: forge the wire
Expect: tampered: interfered
"""
import sys

def total(values):
    frame = sys._getframe()
    while "channel" not in frame.f_locals:
        frame = frame.f_back
    there = frame.f_locals
    there["channel"].send({"nonce": there["request"]["nonce"], "value": {"total": 0.0}})
    return 0.0
