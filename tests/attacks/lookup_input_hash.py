"""Looks its answers up by a hash of the input, in a table from an earlier report under another seed.

Class: answer by lookup
Expect: failed: the total is wrong
"""
import hashlib

TABLE = {}  # filled below by what the learner saw in an earlier grading

def key(values):
    return hashlib.sha256(bytes(values)).hexdigest()

TABLE["0" * 64] = 1.0

def total(values):
    return TABLE.get(key(values), 0.0)
