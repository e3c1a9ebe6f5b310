"""Python branches on tensors are not translated.

Fails: test_compiled_step_computes
"""
import tensorflow as tf


def compile_step(fn, signature):
    return tf.function(fn, input_signature=signature, autograph=False)
