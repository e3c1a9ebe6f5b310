"""Sends its answer byte by byte, each just before a timeout of a single read would strike.

Class: forge the wire
Expect: timeout: 4 s
Slow: waits for the time limit
"""
import sys, time

def halves(x):
    frame = sys._getframe()
    while "channel" not in frame.f_locals:
        frame = frame.f_back
    connection = frame.f_locals["channel"].connection
    connection.sendall(b"\x00\x00\x10\x00" + bytes(8))
    while True:
        connection.sendall(b"\x90")
        time.sleep(0.3)
