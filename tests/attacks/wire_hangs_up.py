"""Closes the connection and goes on running.

Class: forge the wire
Expect: crashed: closed the connection
"""
import socket, sys, time

def halves(x):
    frame = sys._getframe()
    while "channel" not in frame.f_locals:
        frame = frame.f_back
    frame.f_locals["channel"].connection.shutdown(socket.SHUT_RDWR)
    time.sleep(60)
