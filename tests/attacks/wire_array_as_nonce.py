"""Sends an array in place of the nonce, whose comparison has no truth value.

Class: forge the wire
Expect: tampered: does not belong
"""
import sys
import numpy as np

def total(values):
    frame = sys._getframe()
    while "channel" not in frame.f_locals:
        frame = frame.f_back
    frame.f_locals["channel"].send({"nonce": np.zeros(3), "value": {"total": 0.0}})
    return 0.0
