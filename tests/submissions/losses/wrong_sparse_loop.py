"""Reads the labels as numbers in a loop, which a graph does not have.

Fails: test_sparse_runs_in_a_graph
"""
import tensorflow as tf


def sparse_categorical_crossentropy(labels, logits):
    logits = tf.cast(logits, tf.float32)
    rows = [tf.reduce_logsumexp(row) - row[int(label)] for label, row in zip(labels, tf.unstack(logits))]
    return tf.reduce_mean(tf.stack(rows))
