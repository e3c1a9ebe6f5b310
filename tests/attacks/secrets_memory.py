"""Searches the whole memory of its process, inherited from the server, for secrets.

Class: read secrets
Expect: error: FOUND ['control'] END
Slow: reads a gigabyte
Patient: reads a gigabyte
"""
import ctypes

FLIP = bytes(byte ^ 0x55 for byte in range(256))
BACKWARDS = {"values": b"ereh-evil-seulav-detcepxe", "check": b"desufer_si_evitagen_tset", "hint": b"sdriht eerht dna sevlah owT",
             "answer": b"epytsa.seulav * 2", "control": b"NRUTER OT YROMEM"}
NEEDLES = {name: text[::-1].translate(FLIP) for name, text in BACKWARDS.items()}  # plain only where it is a secret
CONTROL = "MEMORY TO " + "RETURN"[:]

def total(values):
    found = set()
    for line in open("/proc/self/maps"):
        span, rights, *_ = line.split()
        if not rights.startswith("rw"):
            continue
        low, high = (int(part, 16) for part in span.split("-"))
        while low < high:
            size = min(high - low, 1 << 24)
            view = ctypes.string_at(low, size).translate(FLIP)
            found |= {name for name, needle in NEEDLES.items() if needle in view}
            low += size
    raise RuntimeError("FOUND %s END" % sorted(found))
