"""Every argument becomes float32, whatever the signature says.

Fails: test_compiled_step_keeps_the_signature
"""
import tensorflow as tf


def compile_step(fn, signature):
    step = tf.function(fn, input_signature=[tf.TensorSpec(spec.shape, tf.float32) for spec in signature])
    return lambda *arguments: step(*[tf.cast(argument, tf.float32) for argument in arguments])
