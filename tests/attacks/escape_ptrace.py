"""Traces its parent and reads other processes by system calls.

Class: escape
Expect: error: FOUND [] END
"""
import ctypes, os

CALLS = {"ptrace attach": (101, 16, os.getppid(), 0, 0), "ptrace me": (101, 0, 0, 0, 0), "process_vm_readv": (310, 1, 0, 0, 0, 0, 0),
         "process_vm_writev": (311, 1, 0, 0, 0, 0, 0), "pidfd_open": (434, 1, 0), "pidfd_getfd": (438, 3, 0, 0), "kcmp": (312, 1, 1, 0, 0, 0)}

def total(values):
    call = ctypes.CDLL(None, use_errno=True).syscall
    raise RuntimeError("FOUND %s END" % [name for name, arguments in CALLS.items() if call(*arguments) >= 0])
