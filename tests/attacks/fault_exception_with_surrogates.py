"""Raises an exception whose text is half of a pair, control characters and a megabyte long.

Class: cause a fault
Expect: error: RuntimeError
"""
def total(values): raise RuntimeError("\ud800\udfff\x00\x1b[2J" * 300_000)
