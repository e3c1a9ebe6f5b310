"""Raises an exception whose text, arguments and class cannot be read.

Class: cause a fault
Expect: error|crashed: cannot be shown|Awkward|exit status
"""
class Awkward(Exception):
    def __str__(self): raise SystemExit(0)
    __repr__ = __str__
    def __getattribute__(self, name): raise KeyboardInterrupt

def total(values): raise Awkward
