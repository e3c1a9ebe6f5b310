"""Reads the environment for keys, tokens and places of the grader.

Class: read secrets
Expect: error: FOUND ['TF_CPP_MIN_LOG_LEVEL'] END
"""
import os

def total(values):
    try:
        text = open("/proc/self/environ", "rb").read().decode("utf-8", "replace")
    except OSError:
        text = ""
    names = set(os.environ) | {item.split("=")[0] for item in text.split("\0")}
    wanted = ("SECRET", "TOKEN", "KEY", "AUTOGRADER", "PYTEST", "GIT", "TF_CPP")
    raise RuntimeError("FOUND %s END" % sorted(name for name in names if any(word in name for word in wanted)))
