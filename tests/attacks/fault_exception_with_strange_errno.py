"""Raises an operating system error whose number has no hash, and one that is an endless chain of causes.

Class: cause a fault
Expect: error|crashed: Error|exit status
"""
def total(values):
    error = OSError("strange")
    error.errno = []
    error.__cause__ = error
    raise error
