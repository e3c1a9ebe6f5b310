"""Answers with dicts of tuples of dicts, and dicts with odd keys.

Class: cause a fault
Expect: failed|error|tampered: total|dict key
"""
import numpy as np

def total(values): return {(1, (2, None)): [{float("nan"): (1,)}], b"x": {None: True}, 1.5: {}}
def halves(x): return ({"shape": ()},)
def thirds(x): return {"value": np.zeros(3), "raised": [1], "message": {}}
