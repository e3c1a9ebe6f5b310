"""Starts a program by the shell, by subprocess, by posix_spawn and by os.system.

Class: escape
Expect: error: FOUND [] END
"""
import os, subprocess, sys

def total(values):
    found = []
    for name, start in {"system": lambda: os.system("true") == 0, "run": lambda: subprocess.run([sys.executable, "-c", ""]),
                        "spawn": lambda: os.posix_spawn(sys.executable, [sys.executable, "-c", ""], {})}.items():
        try:
            if start():
                found.append(name)
        except OSError:
            pass
    raise RuntimeError("FOUND %s END" % found)
