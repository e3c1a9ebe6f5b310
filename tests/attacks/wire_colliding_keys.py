"""Sends a dict whose 30,000 keys all have one hash, so that decoding takes the grader minutes.

Class: forge the wire
Expect: tampered: keys
"""
import struct, sys, msgspec

def total(values):
    frame = sys._getframe()
    while "channel" not in frame.f_locals:
        frame = frame.f_back
    prime = 2**61 - 1
    pairs = [[msgspec.msgpack.Ext(3, (prime * (k + 2**20)).to_bytes(12, "big")), None] for k in range(30_000)]
    header = msgspec.msgpack.encode(msgspec.msgpack.Ext(5, msgspec.msgpack.encode(pairs)))
    frame.f_locals["channel"].connection.sendall(struct.pack("!IQ", len(header), 0) + header)
    return 0.0
