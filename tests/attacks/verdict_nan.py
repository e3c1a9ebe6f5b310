"""Answers with NaN, which compares false with every tolerance.

Class: forge the verdict
Expect: failed: not finite
"""
def total(values): return float("nan")
def halves(x): return float("nan")
thirds = halves
