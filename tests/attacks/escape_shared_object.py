"""Writes a shared object of its own and loads it by ctypes.

Class: escape
Expect: error: FOUND ['control'] END
"""
import ctypes, os, shutil, _ctypes

def total(values):
    found = []
    shutil.copyfile(_ctypes.__file__, os.path.join(os.getcwd(), "attack-was-here.so"))
    for name, path in {"control": _ctypes.__file__, "own": os.path.join(os.getcwd(), "attack-was-here.so")}.items():
        try:
            ctypes.CDLL(path)
            found.append(name)
        except OSError:
            pass
    raise RuntimeError("FOUND %s END" % found)
