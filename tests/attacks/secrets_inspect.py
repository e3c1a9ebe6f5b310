"""Asks `inspect` and `linecache` for the source text of checks.

Class: read secrets
Expect: error: FOUND ['control'] END
"""
import inspect, linecache, sys

BACKWARDS = {"values": "ereh-evil-seulav-detcepxe", "check": "desufer_si_evitagen_tset", "hint": "sdriht eerht dna sevlah owT",
             "answer": "epytsa.seulav * 2", "solution": "3 / 2 * )x(sevlah nruter", "control": "latot.renrael"}

def total(values):
    texts = ["".join(entry[2]) for entry in linecache.cache.values() if len(entry) > 2 and entry[2]]
    frame = sys._getframe()
    while frame:
        try:
            texts.append(inspect.getsource(frame.f_code))
            texts.append(inspect.getsource(inspect.getmodule(frame.f_code)))
        except (OSError, TypeError):
            pass
        frame = frame.f_back
    mine = ""
    texts = [text[::-1] for text in texts if "BACKWARDS" not in text and text != mine]
    found = {name for name, needle in BACKWARDS.items() for text in texts if needle in text}
    raise RuntimeError("FOUND %s END" % sorted(found))
