"""Sends bytes that are no graph where the exported graph should be.

Class: forge the observation
Expect: error|crashed: Error|exit status
"""
import sys

frame = sys._getframe()
while "channel" not in frame.f_locals:
    frame = frame.f_back
worker = frame.f_locals["self"]
handlers, kept = worker.handlers, worker.handlers["observe"]

def observe(request):
    answer = kept(request)
    if isinstance(answer["value"], dict) and "__graph__" in answer["value"]:
        answer["value"]["__graph__"] = b"\xff" * 10_000
    return answer

handlers["observe"] = observe
