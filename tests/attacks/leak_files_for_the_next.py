"""Leaves files for the next worker, and looks for those that an earlier one left.

Class: leak
Expect: error: FOUND [] END
"""
import os

PLACES = ("/tmp", "/var/tmp", "/dev/shm", "/scratch", ".", os.path.expanduser("~"))

def total(values):
    found = [path for path in PLACES if os.path.exists(f"{path}/attack-was-here")]
    for path in PLACES:
        try:
            with open(f"{path}/attack-was-here", "wb") as file:
                file.write(bytes(values))
            os.utime(f"{path}/attack-was-here", (1, 1))
        except OSError:
            pass
    raise RuntimeError("FOUND %s END" % found)
