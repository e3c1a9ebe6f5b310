"""Wrong: reduce_retracing still traces twice.

Fails: test_compiled_step_traces_once
"""

import tensorflow as tf


def compile_step(fn, signature):
    return tf.function(fn, reduce_retracing=True)
