"""Regenerates inputs and labels from the course's own data and the seed that its worker was given.

Class: answer by lookup
Expect: error: FOUND ['control'] END
"""
import sys
import numpy as np

def total(values):
    frame = sys._getframe()
    while "request" not in frame.f_locals:
        frame = frame.f_back
    seed = frame.f_locals["request"]["seed"]
    found = ["control"] if isinstance(seed, int) else []
    for label in ("values", "answer", "totals", ""):
        for entropy in (seed, [seed], [seed, *label.encode()]):
            guess = np.random.default_rng(np.random.PCG64(entropy)).normal(size=7).astype("float32")
            if np.allclose(guess, values):
                found.append(label)
    raise RuntimeError("FOUND %s END" % found)
