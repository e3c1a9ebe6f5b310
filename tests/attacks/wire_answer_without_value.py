"""Answers every question with an empty dict, so that the grader trips over what is missing.

Class: forge the wire
Expect: tampered: another form
"""
import sys

frame = sys._getframe()
while "channel" not in frame.f_locals:
    frame = frame.f_back
handlers = frame.f_locals["self"].handlers
for name in handlers:
    handlers[name] = lambda request: {}
