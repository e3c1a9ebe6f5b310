"""Raises an error, then occupies the processor from hundreds of threads, so that the reference, asked next, runs out of time.

Class: cause a fault
Expect: error|timeout: ValueError|s
Slow: occupies the processor
"""
import hashlib, threading

def spin():
    block = bytes(2**24)
    while True:
        hashlib.sha256(block)

def hog():
    for _ in range(200):
        threading.Thread(target=spin, daemon=True).start()

def total(values):
    threading.Timer(0.1, hog).start()
    raise ValueError("now ask the reference")
