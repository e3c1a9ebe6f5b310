"""A fork bomb.

Class: exhaust
Expect: blocked: PermissionError
Patient: a busy machine takes its time
"""
import os

def total(values):
    while True:
        os.fork()
