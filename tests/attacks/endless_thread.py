"""Leaves a thread that is no daemon and never ends, so that the process would not exit.

Class: never finish
Expect: failed: the total is wrong
"""
import threading, time

threading.Thread(target=time.sleep, args=(3600,), daemon=False).start()
