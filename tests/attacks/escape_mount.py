"""Mounts, unmounts and changes the root.

Class: escape
Expect: error: FOUND [] END
"""
import ctypes

CALLS = {"mount": (165, b"none", b"/tmp", b"tmpfs", 0, 0), "umount2": (166, b"/proc", 2), "pivot_root": (155, b".", b"."), "chroot": (161, b"/tmp"),
         "open_tree": (428, -100, b"/", 1), "move_mount": (429, -100, b"/", -100, b"/tmp", 0), "fsopen": (430, b"tmpfs", 0),
         "mount_setattr": (442, -100, b"/", 0, 0, 0), "mknod": (133, b"/tmp/attack-was-here", 0o20666, 0x101), "chmod": (90, b"/scratch", 0o7777)}

def total(values):
    call = ctypes.CDLL(None, use_errno=True).syscall
    raise RuntimeError("FOUND %s END" % [name for name, arguments in CALLS.items() if call(*arguments) >= 0])
