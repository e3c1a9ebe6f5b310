"""Fills the disk with empty files.

Class: exhaust
Expect: blocked: No space|Read-only
Patient: a busy machine takes its time
"""
def halves(x):
    for number in range(10**6):
        open(f"/tmp/attack-was-here-{number}", "wb").close()
