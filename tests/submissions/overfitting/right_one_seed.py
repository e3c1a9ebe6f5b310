"""Right: one seed for all Dropout layers, before the relu; a mask by NumPy; folds as named tuples of tensors."""

import collections
import statistics

import keras
import numpy as np
import tensorflow as tf

Fold = collections.namedtuple("Fold", "train val")


def mlp(n_features, n_classes, units, dropout=0.0, l2=0.0):
    inputs = x = keras.Input((n_features,))
    for size in units:
        penalty = (lambda kernel: l2 * tf.reduce_sum(tf.square(kernel))) if l2 else None
        x = keras.layers.Dense(size, kernel_regularizer=penalty)(x)
        if dropout:
            x = keras.layers.Dropout(dropout, seed=1)(x)
        x = keras.layers.ReLU()(x)
    return keras.Model(inputs, keras.layers.Softmax()(keras.layers.Dense(n_classes)(x)))


def dropout(x, rate, training, seed):
    if rate < 0 or rate >= 1:
        raise ValueError(f"rate={rate} must be in [0, 1)")
    x = tf.cast(x, tf.float32)
    if not training:
        return tf.identity(x)
    mask = np.random.default_rng(seed).random(tuple(x.shape)) >= rate
    return tf.where(mask, x / (1 - rate), tf.zeros_like(x))


def k_fold(n_samples, k, seed):
    if k < 2:
        raise ValueError("need at least two folds")
    if k > n_samples:
        raise ValueError("more folds than samples")
    order = tf.random.experimental.stateless_shuffle(tf.range(n_samples), seed=[seed, 0])
    cuts = [n_samples * i // k for i in range(k + 1)]
    return [Fold(tf.concat([order[:a], order[b:]], 0), order[a:b]) for a, b in zip(cuts, cuts[1:])]


def best_setting(fold_scores):
    return min(fold_scores.items(), key=lambda pair: (-statistics.fmean(pair[1]), statistics.pstdev(pair[1])))[0]
