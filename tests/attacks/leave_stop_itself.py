"""Stops itself by SIGSTOP, so that whoever waits for it waits for ever.

Class: leave early
Expect: failed|timeout: total
"""
import os, signal

def total(values):
    os.kill(os.getpid(), signal.SIGSTOP)
    return 0.0
