"""Fills the memory with a list made of zipped lists.

Class: exhaust
Expect: crashed|error|timeout: memory|MemoryError|4 s
Patient: a busy machine takes its time
"""
def halves(x):
    many = list(range(10**6))
    return [list(zip(many, many, many, many)) for _ in range(100)]
