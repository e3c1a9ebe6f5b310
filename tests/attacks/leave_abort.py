"""Aborts the process.

Class: leave early
Expect: crashed: killed by signal
"""
import os

def total(values):
    os.abort()
