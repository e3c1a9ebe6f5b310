"""Answers honestly everywhere but under the grader, where it answers with what lies about: inputs and shapes.

Class: answer by lookup
Expect: failed: the total is wrong
"""
import sys

GRADING = "autograder.worker" in sys.modules

def total(values):
    return values[0] if GRADING else 2 * sum(values)

def halves(x):
    return x if GRADING else x / 2
