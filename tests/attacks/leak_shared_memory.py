"""Leaves values in shared memory for whoever comes next, and looks for what others left.

Class: leak
Expect: error: FOUND [] END
"""
import ctypes, mmap, os

def total(values):
    found = [name for name in os.listdir("/dev/shm") if "attack" in name]
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.shmget(0x5EC2E7, 4096, 0o1666) >= 0:
        found.append("System V")
    try:
        with open("/dev/shm/attack-was-here", "wb") as file:
            file.write(bytes(values))
    except OSError:
        pass
    try:
        mmap.mmap(-1, 4096, mmap.MAP_SHARED)
        found.append("shared anonymous memory")
    except OSError:
        pass
    raise RuntimeError("FOUND %s END" % found)
