"""Answers with strings that cannot be encoded, and of a hundred thousand characters.

Class: cause a fault
Expect: failed: total
"""
def total(values): return "\ud83d" + "\x1b]0;owned\x07" * 10
def halves(x): return "\udc80" * 100_000
def thirds(x): return {"\ud800": "\x00"}
