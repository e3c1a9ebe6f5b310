"""A signal handler writes garbage to every descriptor while the function runs.

Class: forge the wire
Expect: tampered: interfered
"""
import os, signal, time

def scribble(*_):
    for number in range(3, 64):
        try:
            os.write(number, b"\x00\x00\x00\x05\x00\x00\x00\x00\x00\x00\x00\x00wrong")
        except OSError:
            pass

def total(values):
    signal.signal(signal.SIGALRM, scribble)
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    time.sleep(0.2)
    return 0.0
