"""Calls sys.exit(0) in a function.

Class: leave early
Expect: error: SystemExit
"""
import sys

def total(values):
    sys.exit(0)
