"""Starts threads without end.

Class: exhaust
Expect: error: thread
Patient: a busy machine takes its time
"""
import threading, time

def halves(x):
    threading.stack_size(65536)
    while True:
        threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
