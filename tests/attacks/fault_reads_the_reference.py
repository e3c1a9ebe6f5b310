"""Raises TypeErrors and AttributeErrors, as if the observation had been written wrongly.

Class: cause a fault
Expect: error: TypeError
"""
def total(): return 0.0
def halves(*, other): return 0.0
thirds = line = None
