"""Answers with an array of 100 GB, made by broadcasting one number.

Class: exhaust
Expect: error: memory|allocate
Patient: a busy machine takes its time
"""
import numpy as np

def total(values):
    return np.broadcast_to(np.float32(0), (25_000, 1_000_000))
