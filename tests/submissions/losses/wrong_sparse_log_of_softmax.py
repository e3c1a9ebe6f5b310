"""Softmax, clipping, logarithm: no loss above 16, no gradient where it matters.

Fails: test_sparse_at_extremes, test_sparse_gradients_at_extremes
"""
import tensorflow as tf


def sparse_categorical_crossentropy(labels, logits):
    logits = tf.cast(logits, tf.float32)
    powers = tf.exp(logits - tf.reduce_max(logits, axis=-1, keepdims=True))
    p = tf.clip_by_value(powers / tf.reduce_sum(powers, axis=-1, keepdims=True), 1e-7, 1.0)
    return -tf.reduce_mean(tf.math.log(tf.gather(p, tf.cast(labels, tf.int32), batch_dims=1)))
