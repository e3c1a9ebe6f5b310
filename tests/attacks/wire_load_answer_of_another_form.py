"""Answers the question after loading with numbers where lists are read.

Class: forge the wire
Expect: tampered: another form
"""
import os, sys, time

frame = sys._getframe()
while "channel" not in frame.f_locals:
    frame = frame.f_back
there = frame.f_locals
there["channel"].send({"nonce": there["request"]["nonce"], "errors": [1, 2], "tampered": 3})
time.sleep(2)
os._exit(0)
