"""Picks rows by the labels instead of one entry of each row.

Fails: test_sparse_values
"""
import tensorflow as tf


def sparse_categorical_crossentropy(labels, logits):
    logits = tf.cast(logits, tf.float32)
    mine = tf.gather(logits, tf.cast(labels, tf.int32) % logits.shape[0])[:, 0]
    return tf.reduce_mean(tf.reduce_logsumexp(logits, axis=-1) - mine)
