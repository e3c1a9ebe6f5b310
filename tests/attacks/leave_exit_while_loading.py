"""Ends the process with status 0 before anything can be asked.

Class: leave early
Expect: crashed: exit status 0
"""
import os

os._exit(0)
