"""Wrong: a function that was compiled before keeps its first signature.

Fails: test_compiled_step_computes
"""

import tensorflow as tf

COMPILED = {}


def compile_step(fn, signature):
    if fn not in COMPILED:
        COMPILED[fn] = tf.function(fn, input_signature=signature)
    return COMPILED[fn]
