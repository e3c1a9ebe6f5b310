"""Nearest neighbor by repeated doubling: other factors than powers of two are cut off.

Fails: test_nearest_any_factor
"""
import tensorflow as tf


def upsample_nearest(x, factor):
    x = tf.cast(x, tf.float32)
    while factor > 1:
        x = tf.repeat(tf.repeat(x, 2, axis=-2), 2, axis=-3)
        factor //= 2
    return x
