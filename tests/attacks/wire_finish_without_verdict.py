"""Answers the last question, whether libraries are whole, with nothing.

Class: forge the wire
Expect: tampered: another form
"""
import sys

frame = sys._getframe()
while "channel" not in frame.f_locals:
    frame = frame.f_back
frame.f_locals["self"].handlers["finish"] = lambda request: {}
