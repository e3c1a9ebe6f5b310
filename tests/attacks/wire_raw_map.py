"""Sends a plain MessagePack map with tuples as keys, which the decoder would build before anybody counts.

Class: forge the wire
Expect: tampered: malformed
"""
import struct, sys, msgspec

def total(values):
    frame = sys._getframe()
    while "channel" not in frame.f_locals:
        frame = frame.f_back
    header = b"\xde\x40\x00" + b"".join(msgspec.msgpack.encode([k, -k]) + b"\xc0" for k in range(0x4000))
    frame.f_locals["channel"].connection.sendall(struct.pack("!IQ", len(header), 0) + header)
    return 0.0
