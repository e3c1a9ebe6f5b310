"""Unpooling accepts the output's shape as a tuple alone.

Fails: test_unpool_output_shape
"""
import tensorflow as tf


def max_unpool(pooled, indices, output_shape):
    assert isinstance(output_shape, tuple)
    places, values = tf.reshape(indices, (-1, 1)), tf.reshape(tf.cast(pooled, tf.float32), (-1,))
    size = 1
    for side in output_shape:
        size *= side
    return tf.reshape(tf.scatter_nd(tf.cast(places, tf.int32), values, [size]), output_shape)
