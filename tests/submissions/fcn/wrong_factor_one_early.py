"""Enlarged by 1, the argument comes back as it is, of whatever precision.

Fails: test_upsampling_takes_what_tensors_are_made_of
"""
import tensorflow as tf


def upsample_nearest(x, factor):
    if factor == 1:
        return x
    x = tf.cast(x, tf.float32)
    return tf.repeat(tf.repeat(x, factor, axis=-3), factor, axis=-2)


def upsample_bilinear(x, factor):
    if factor == 1:
        return x
    x = tf.cast(x, tf.float32)
    return tf.image.resize(x, [x.shape[-3] * factor, x.shape[-2] * factor])
