"""Bilinear weights from a kernel for even factors: with odd ones the picture moves by half a new pixel.

Fails: test_bilinear_any_factor
"""
import tensorflow as tf


def upsample_bilinear(x, factor):
    x = tf.cast(x, tf.float32)
    for axis in (-3, -2):
        n = x.shape[axis]
        s = (tf.range(n * factor, dtype=tf.float32) - (factor // 2) + 0.5) / factor
        below = tf.floor(s)
        t = tf.reshape(s - below, [-1] + [1] * (-axis - 1))
        a = tf.clip_by_value(tf.cast(below, tf.int32), 0, n - 1)
        b = tf.clip_by_value(tf.cast(below, tf.int32) + 1, 0, n - 1)
        x = (1 - t) * tf.gather(x, a, axis=axis) + t * tf.gather(x, b, axis=axis)
    return x
