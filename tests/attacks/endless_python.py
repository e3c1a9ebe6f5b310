"""Loops for ever in Python.

Class: never finish
Expect: timeout: 4 s
"""
def halves(x):
    while True:
        pass
