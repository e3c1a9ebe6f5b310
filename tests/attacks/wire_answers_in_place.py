"""Takes over the worker's table of handlers, nonces and all, and answers what it likes: it still does not know what is right.

Class: forge the wire
Expect: failed: the total is wrong
"""
import sys

frame = sys._getframe()
while "channel" not in frame.f_locals:
    frame = frame.f_back
handlers = frame.f_locals["self"].handlers
handlers["observe"] = lambda request: {"value": {"total": 1.0, "devices": 2, "half": 0.0, "third": 0.0, "negative": {}}}
handlers["finish"] = lambda request: {"tampered": []}
