"""Hides memory in a file that lies in no folder.

Class: exhaust
Expect: blocked: PermissionError
Patient: a busy machine takes its time
"""
import os

def halves(x):
    file = os.memfd_create("attack-was-here")
    while True:
        os.write(file, b"x" * 2**24)
