"""Right: nested blocks, units given as any iterable, masks by a stateless truncated trick, folds by masks of truth values."""

import keras
import numpy as np
import tensorflow as tf


def mlp(n_features, n_classes, units, dropout=0.0, l2=0.0):
    def block(n):
        inner = [keras.layers.Dense(n, kernel_regularizer=keras.regularizers.L2(l2)), keras.layers.Activation("relu")]
        return keras.Sequential(inner + [keras.layers.Dropout(dropout)] * (dropout > 0))

    model = keras.Sequential([block(int(n)) for n in units] + [keras.layers.Dense(n_classes), keras.layers.Softmax()])
    model.build((None, n_features))
    return model


@tf.function
def _masked(x, rate, seed):
    kept = tf.floor(tf.random.stateless_uniform(tf.shape(x), [7, seed]) + (1.0 - rate))
    return tf.math.divide_no_nan(x * kept, 1.0 - rate)


def dropout(x, rate, training, seed):
    if rate in (0, 0.0):
        return tf.cast(x, tf.float32)
    if not 0 < rate < 1:
        raise ValueError("The rate has to be in the half-open interval [0, 1).")
    return _masked(tf.cast(x, tf.float32), rate, seed) if training else tf.cast(x, tf.float32)


def l2_penalty(weights, strength):
    regularizer = keras.regularizers.L2(strength)
    return sum((regularizer(tf.cast(w, tf.float32)) for w in weights), start=tf.constant(0.0))


def global_average_pooling(x):
    return keras.ops.mean(keras.ops.cast(keras.ops.convert_to_tensor(x), "float32"), axis=(1, 2))


def diagnose(train_accuracy, val_accuracy, target=0.9, gap=0.05):
    end = np.array([train_accuracy[-1], val_accuracy[-1]])
    return "underfitting" if end[0] < target else ("good fit", "overfitting")[int(np.subtract(*end) > gap)]


def k_fold(n_samples, k, seed):
    if not (2 <= k and k <= n_samples):
        raise ValueError(f"cannot cut {n_samples} samples into {k} folds; 2 to {n_samples} are possible")
    place = np.argsort(np.random.default_rng(seed).random(n_samples), kind="stable")
    fold_of = np.empty(n_samples, "int64")
    fold_of[place] = np.arange(n_samples) % k
    return [[np.flatnonzero(fold_of != i), np.flatnonzero(fold_of == i)] for i in range(k)]
