"""Picks the logit of the label by tf.one_hot.

Fails: test_sparse_by_hand
"""
import tensorflow as tf


def sparse_categorical_crossentropy(labels, logits):
    logits = tf.cast(logits, tf.float32)
    mine = tf.reduce_sum(tf.one_hot(tf.cast(labels, tf.int32), logits.shape[1]) * logits, axis=1)
    return tf.reduce_mean(tf.reduce_logsumexp(logits, axis=1) - mine)
