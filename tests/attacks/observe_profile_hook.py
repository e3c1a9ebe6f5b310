"""A profile hook that rewrites answers as they pass.

Class: forge the observation
Expect: failed: the total is wrong
"""
import sys, threading

def hook(frame, event, argument):
    if event == "return" and isinstance(argument, dict):
        argument.update(dict.fromkeys(list(argument), 1.0)) if "total" in argument else None

sys.setprofile(hook)
threading.setprofile(hook)
