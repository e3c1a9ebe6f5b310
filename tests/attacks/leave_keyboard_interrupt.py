"""Raises KeyboardInterrupt, as if the instructor had stopped the grader.

Class: leave early
Expect: error: KeyboardInterrupt
"""
def total(values):
    raise KeyboardInterrupt
