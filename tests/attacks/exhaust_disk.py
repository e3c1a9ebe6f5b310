"""Fills the disk.

Class: exhaust
Expect: blocked|error: No space|too large|Read-only
Patient: a busy machine takes its time
"""
def halves(x):
    for number in range(10_000):
        with open(f"/tmp/attack-was-here-{number}", "wb") as file:
            file.write(b"x" * 2**22)
