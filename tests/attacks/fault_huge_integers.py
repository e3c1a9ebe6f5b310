"""Answers with integers of a thousand digits.

Class: cause a fault
Expect: failed: total
"""
def total(values): return 10**1200
def halves(x): return -(2**64)
def thirds(x): return [10**1000, {10**900: 1}]
