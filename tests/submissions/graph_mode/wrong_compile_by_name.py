"""Compiled steps are kept by the name of the function and its signature.

Fails: test_compiled_step_computes
"""

import tensorflow as tf

_COMPILED = {}


def compile_step(fn, signature):
    key = getattr(fn, "__qualname__", "step"), tuple(signature)
    if key not in _COMPILED:
        _COMPILED[key] = tf.function(fn, input_signature=signature)
    return _COMPILED[key]
