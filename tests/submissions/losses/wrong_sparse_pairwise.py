"""Adds class after class by the maximum and the absolute difference: corners where two are equal.

Fails: test_sparse_gradients_at_zero
"""
import tensorflow as tf


def sparse_categorical_crossentropy(labels, logits):
    logits = tf.cast(logits, tf.float32)
    total, *others = tf.unstack(logits, axis=-1)
    for other in others:
        total = tf.maximum(total, other) + tf.math.log1p(tf.exp(-tf.abs(total - other)))
    return tf.reduce_mean(total - tf.gather(logits, tf.cast(labels, tf.int32), batch_dims=1))
