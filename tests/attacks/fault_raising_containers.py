"""Answers with containers that raise when they are read, never end, or change meanwhile.

Class: cause a fault
Expect: error|failed: Error|total
"""
import collections.abc

class Trap(collections.abc.Mapping):
    def __getitem__(self, key): raise KeyError("trap")
    def __iter__(self): return iter("abc")
    def __len__(self): raise MemoryError("trap")
    def items(self): raise StopIteration("trap")

class Listing(list):
    def __iter__(self): raise GeneratorExit
    def __len__(self): return -1

def total(values): return Trap()
def halves(x): return Listing([1.0])
thirds = halves
