"""Sends a thousand byte strings that all point to the same megabytes, so that the grader makes a copy of each.

Class: forge the wire
Expect: tampered: overlap
"""
import struct, sys, msgspec

def total(values):
    frame = sys._getframe()
    while "channel" not in frame.f_locals:
        frame = frame.f_back
    size = 2**24
    one = msgspec.msgpack.Ext(1, msgspec.msgpack.encode(["bytes", [size], 0]))
    header = msgspec.msgpack.encode([one] * 1000)
    frame.f_locals["channel"].connection.sendall(struct.pack("!IQ", len(header), size) + header + bytes(size))
    return 0.0
