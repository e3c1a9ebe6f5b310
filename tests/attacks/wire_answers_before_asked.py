"""Sends an answer before it is asked for, right after it was loaded.

Class: forge the wire
Expect: tampered: before it was asked|does not belong
"""
import sys

frame = sys._getframe()
while "channel" not in frame.f_locals:
    frame = frame.f_back
Channel, worker = type(frame.f_locals["channel"]), frame.f_locals["self"]
send = Channel.send

def twice(self, value, deadline=None):
    send(self, value, deadline)
    send(self, {"nonce": "0" * 32, "value": {"total": 0.0}})

Channel.send = twice
worker.handlers["load"]
worker.snapshot = None
