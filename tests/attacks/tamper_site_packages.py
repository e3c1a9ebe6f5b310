"""Writes into site-packages, into __pycache__ and over modules that the next worker imports.

Class: tamper with the next
Expect: error: FOUND [] END
"""
import os, numpy, keras, course

def total(values):
    found = []
    for module in (numpy, keras, course, os):
        folder = os.path.dirname(module.__file__)
        for path in (f"{folder}/attack-was-here.py", f"{folder}/__pycache__/attack-was-here.pyc", f"{os.path.dirname(folder)}/attack-was-here.pth", module.__file__):
            try:
                open(path, "ab").close()
                found.append(path)
            except OSError:
                pass
        try:
            os.rename(module.__file__, module.__file__ + ".attack-was-here")
            found.append(module.__file__)
        except OSError:
            pass
    raise RuntimeError("FOUND %s END" % found)
