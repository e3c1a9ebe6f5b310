"""Sends an array as the kind of its failure.

Class: forge the wire
Expect: error: an exception
"""
import sys
import numpy as np

frame = sys._getframe()
while "channel" not in frame.f_locals:
    frame = frame.f_back
handlers = frame.f_locals["self"].handlers
handlers["observe"] = lambda request: {"failed": np.zeros(3), "message": np.zeros(3), "where": {}}
