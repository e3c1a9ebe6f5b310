"""Right: one-hot rows by NumPy and a loop, losses in float64, prints and type hints."""

from __future__ import annotations

import numpy as np
import tensorflow as tf

EPSILON = 1e-7
print("topic 3, my answers")


def one_hot(labels, depth: int) -> np.ndarray:
    labels = np.asarray(labels, dtype=np.int64)
    table = np.zeros((len(labels), depth), np.float32)
    for row, label in enumerate(labels):
        if label in range(depth):
            table[row, label] = 1
    return table


def _clipped(p) -> tf.Tensor:
    return tf.clip_by_value(tf.cast(p, tf.float64), EPSILON, 1 - EPSILON)


def binary_crossentropy(labels, probabilities) -> tf.Tensor:
    p, y = _clipped(probabilities), tf.cast(labels, tf.float64)
    losses = -(y * tf.math.log(p) + (1 - y) * tf.math.log1p(-p))
    return tf.cast(tf.reduce_mean(losses), tf.float32)


def categorical_crossentropy(targets, probabilities) -> tf.Tensor:
    p, t = _clipped(probabilities), tf.cast(targets, tf.float64)
    return tf.cast(tf.reduce_mean(-tf.reduce_sum(t * tf.math.log(p), axis=1)), tf.float32)


def sparse_categorical_crossentropy(labels, logits) -> tf.Tensor:
    logits = tf.cast(tf.cast(logits, tf.float32), tf.float64)
    places = tf.stack([tf.range(logits.shape[0]), tf.cast(labels, tf.int32)], axis=1)
    top = tf.reduce_max(logits, axis=1, keepdims=True)
    total = tf.math.log(tf.reduce_sum(tf.exp(logits - top), axis=1))
    return tf.cast(tf.reduce_mean(total - tf.gather_nd(logits - top, places)), tf.float32)
