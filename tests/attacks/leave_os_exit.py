"""Ends the process with status 0, which many graders take for success.

Class: leave early
Expect: crashed: exit status 0
"""
import os

def total(values):
    os._exit(0)
