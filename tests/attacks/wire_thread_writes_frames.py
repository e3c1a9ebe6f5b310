"""A thread writes answers with guessed nonces to every descriptor while the function runs.

Class: forge the wire
Expect: tampered: interfered
"""
import os, struct, threading, time, msgspec

def flood():
    header = msgspec.msgpack.encode(msgspec.msgpack.Ext(5, msgspec.msgpack.encode([["nonce", "0" * 32], ["value", 1.0]])))
    for number in range(3, 64):
        try:
            os.write(number, struct.pack("!IQ", len(header), 0) + header)
        except OSError:
            pass

def total(values):
    thread = threading.Thread(target=flood)
    thread.start()
    thread.join()
    return 0.0
