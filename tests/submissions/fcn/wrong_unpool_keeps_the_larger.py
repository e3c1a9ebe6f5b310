"""Unpooling takes the larger of the maximum and the zeros that were there: negative maxima are lost.

Fails: test_unpool_negative_maxima
"""
import tensorflow as tf


def max_unpool(pooled, indices, output_shape):
    empty = tf.zeros(tf.reduce_prod(output_shape))
    places, values = tf.reshape(indices, (-1, 1)), tf.reshape(tf.cast(pooled, tf.float32), (-1,))
    return tf.reshape(tf.tensor_scatter_nd_max(empty, places, values), output_shape)
