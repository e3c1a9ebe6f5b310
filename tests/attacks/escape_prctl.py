"""Undoes by prctl and relatives what the sandbox set: core files, parent's death signal, limits, seccomp.

Class: escape
Expect: error: FOUND [] END
"""
import ctypes, resource

CALLS = {"PR_SET_DUMPABLE": (157, 4, 1), "PR_SET_PDEATHSIG": (157, 1, 0), "PR_SET_PTRACER": (157, 0x59616D61, -1), "PR_SET_SECCOMP": (157, 22, 0),
         "seccomp": (317, 0, 0, 0), "keyctl": (250, 0, -3, 1), "bpf": (321, 0, 0, 0), "userfaultfd": (323, 0), "io_uring": (425, 1, 0),
         "perf_event_open": (298, 0, 0, 0, 0, 0), "personality": (135, 0x40000), "setpriority": (141, 0, 0, -20), "sched_setaffinity": (203, 0, 8, 0)}

def total(values):
    call = ctypes.CDLL(None, use_errno=True).syscall
    found = [name for name, arguments in CALLS.items() if call(*arguments) >= 0]
    for limit in (resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):
        try:
            resource.setrlimit(limit, (10**6, 10**6))
            found.append(f"limit {limit}")
        except (OSError, ValueError):
            pass
    raise RuntimeError("FOUND %s END" % found)
