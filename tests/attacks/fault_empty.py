"""Answers with empty arrays and empty lists.

Class: cause a fault
Expect: failed: shape
"""
import numpy as np

def total(values): return np.zeros((0, 3, 2**20), "float32")
def halves(x): return []
thirds = halves
def line(n_features): return []
