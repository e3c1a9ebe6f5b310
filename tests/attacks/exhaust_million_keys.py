"""Answers with a dict of a million keys.

Class: exhaust
Expect: error: too many elements
Patient: a busy machine takes its time
"""
def halves(x):
    return dict.fromkeys(range(10**6), 0)
