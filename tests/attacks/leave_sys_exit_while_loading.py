"""Calls sys.exit(0) at the top of the file, after its wrong answers.

Class: leave early
Expect: failed: the total is wrong
"""
import sys

sys.exit(0)
