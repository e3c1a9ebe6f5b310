"""Registers handlers that would report success when the process ends.

Class: forge the verdict
Expect: failed: the total is wrong
"""
import atexit, os, sys, threading

atexit.register(os._exit, 0)
threading._register_atexit(os._exit, 0)
sys.excepthook = lambda *a: os._exit(0)
