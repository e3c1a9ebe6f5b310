"""The logarithm of the plain sum of powers.

Fails: test_sparse_at_extremes
"""
import tensorflow as tf


def sparse_categorical_crossentropy(labels, logits):
    logits = tf.cast(logits, tf.float32)
    total = tf.math.log(tf.reduce_sum(tf.exp(logits), axis=-1))
    return tf.reduce_mean(total - tf.gather(logits, tf.cast(labels, tf.int32), batch_dims=1))
