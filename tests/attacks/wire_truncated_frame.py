"""Sends half a frame and hangs up.

Class: forge the wire
Expect: crashed: closed the connection|exit status
"""
import os, sys

def total(values):
    frame = sys._getframe()
    while "channel" not in frame.f_locals:
        frame = frame.f_back
    frame.f_locals["channel"].connection.sendall(b"\x00\x00\x01\x00" + bytes(20))
    os._exit(0)
