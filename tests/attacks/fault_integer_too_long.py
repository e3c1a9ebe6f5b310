"""Answers with an integer of a million digits.

Class: cause a fault
Expect: error: bits
"""
def total(values): return 1 << 4_000_000
