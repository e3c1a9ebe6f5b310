"""Fills an answer so that it just fits, and no longer fits when the grader passes it on to a clean worker.

Class: cause a fault
Expect: error: passed on
"""
import sys

from autograder.wire import MAX_HEADER, encode

frame = sys._getframe()
while "channel" not in frame.f_locals:
    frame = frame.f_back
worker = frame.f_locals["self"]
kept = worker.handlers["observe"]

def observe(request):
    answer = kept(request)
    if isinstance(answer["value"], dict) and "__graph__" in answer["value"]:
        answer["value"]["outputs"] = ["x" * 100_000] * 10
        answer["value"]["padding"] = ["x" * 10_000]
        size = int.from_bytes(encode({**answer, "nonce": request["nonce"]})[:4], "big")
        answer["value"]["padding"] = ["x" * (10_000 + MAX_HEADER - size - 40)]
    return answer

worker.handlers["observe"] = observe
