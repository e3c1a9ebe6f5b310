"""Starts a shell.

Class: escape
Expect: blocked: PermissionError
"""
import os

def total(values):
    os.execv("/bin/sh", ["sh", "-c", "touch /tmp/attack-was-here"])
