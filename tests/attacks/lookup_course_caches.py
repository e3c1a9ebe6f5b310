"""Looks for stored answers: datasets, weights and caches of the course and of Keras.

Class: answer by lookup
Expect: error: FOUND [] END
"""
import os, course

def total(values):
    found = []
    places = [os.path.dirname(course.__file__), os.path.expanduser("~"), os.environ.get("KERAS_HOME", "/x"), "/tmp"]
    for place in places:
        for root, _, files in os.walk(place):
            found += [name for name in files if "solution" in name or "expected" in name or "answer" in name or name.endswith(".pkl")]
    raise RuntimeError("FOUND %s END" % found)
