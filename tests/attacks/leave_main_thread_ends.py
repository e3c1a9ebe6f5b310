"""Ends the main thread behind Python's back while another thread keeps the process alive.

Class: leave early
Expect: timeout: 4 s
Slow: waits for the time limit
"""
import ctypes, threading, time

def halves(x):
    threading.Thread(target=time.sleep, args=(60,)).start()
    ctypes.CDLL(None).pthread_exit(None)
