"""Compares int32 class numbers with the labels as they come.

Fails: test_sparse_takes_any_labels
"""
import tensorflow as tf


def sparse_categorical_crossentropy(labels, logits):
    logits = tf.cast(logits, tf.float32)
    hit = tf.convert_to_tensor(labels)[:, None] == tf.range(logits.shape[-1])
    mine = tf.reduce_sum(tf.where(hit, logits, 0.0), axis=-1)
    return tf.reduce_mean(tf.reduce_logsumexp(logits, axis=-1) - mine)
