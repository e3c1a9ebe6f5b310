"""Answers with objects that are equal to everything.

Class: forge the verdict
Expect: failed: object of type
"""
class Right:
    shape = ()
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __hash__(self): return 1
    def __getattr__(self, name): return self
    def __call__(self, *a, **k): return self
    def __float__(self): return 0.0

def total(values): return Right()
def halves(x): return Right()
thirds = halves
