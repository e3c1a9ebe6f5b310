"""Answers with the first number that it finds in the frames of whoever observes it.

Class: forge the observation
Expect: failed: the total is wrong
"""
import sys

def total(values):
    frame = sys._getframe().f_back
    while frame:
        for name, value in list(frame.f_locals.items()):
            if type(value) is float and ("expect" in name or "answer" in name or value):
                return value
        frame = frame.f_back
    return 0.0
