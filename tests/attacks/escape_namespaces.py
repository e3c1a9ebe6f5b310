"""Makes new user namespaces inside its own, where it would be root.

Class: escape
Expect: error: FOUND [] END
"""
import ctypes

CALLS = {"unshare user": (272, 0x10000000), "unshare mount": (272, 0x20000), "setns": (308, 0, 0), "clone user": (56, 0x10000011, 0, 0, 0, 0),
         "clone3": (435, 0, 0), "setuid": (105, 0), "setresuid": (117, 0, 0, 0), "capset": (126, 0, 0)}

def total(values):
    call = ctypes.CDLL(None, use_errno=True).syscall
    raise RuntimeError("FOUND %s END" % [name for name, arguments in CALLS.items() if call(*arguments) >= 0])
