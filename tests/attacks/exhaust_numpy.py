"""Fills the memory with NumPy arrays.

Class: exhaust
Expect: crashed: memory
Patient: a busy machine takes its time
"""
import numpy as np

def halves(x):
    hoard = [np.ones(2**23) for _ in range(1000)]
    return 0.0
