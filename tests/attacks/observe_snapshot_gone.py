"""Takes away the snapshot by which the worker knows its libraries, then replaces them: the graph is judged elsewhere.

Class: forge the observation
Expect: failed: graph gave
"""
import sys

frame = sys._getframe()
while "channel" not in frame.f_locals:
    frame = frame.f_back
frame.f_locals["self"].snapshot = None
keras.Model.count_params = lambda self: 4
keras.Model.output_shape = property(lambda self: (None, 1))
