"""Clips by NumPy, out of the gradient's sight.

Fails: test_categorical_gradients, test_categorical_runs_in_a_graph
"""
import numpy as np
import tensorflow as tf


def categorical_crossentropy(targets, probabilities):
    p = np.clip(np.asarray(probabilities, "float32"), 1e-7, 1 - 1e-7)
    return -tf.reduce_mean(tf.reduce_sum(tf.cast(targets, tf.float32) * tf.math.log(p), axis=-1))
