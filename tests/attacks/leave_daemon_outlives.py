"""Starts a daemon that is to outlive its worker.

Class: leave early
Expect: blocked: PermissionError
"""
import os, time

def total(values):
    if os.fork() == 0:
        os.setsid()
        time.sleep(600)
    return 0.0
