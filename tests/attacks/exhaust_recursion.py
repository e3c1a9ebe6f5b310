"""Recurses without end.

Class: exhaust
Expect: error: RecursionError
Patient: a busy machine takes its time
"""
def total(values):
    return total(values)
