"""Right: the functional API, masks by NumPy, einsum, folds dealt out like cards, a loop for the best setting."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers


def mlp(n_features, n_classes, units, dropout=0.0, l2=0.0):
    inputs = x = keras.Input(shape=(n_features,), name="features")
    options = {"kernel_regularizer": keras.regularizers.l2(l2)} if l2 else {}
    for i, n in enumerate(units):
        x = layers.Dense(n, name=f"hidden_{i}", **options)(x)
        x = layers.ReLU()(x)
        x = layers.Dropout(dropout)(x) if dropout else x
    return keras.Model(inputs, layers.Softmax()(layers.Dense(n_classes)(x)), name="mlp")


def dropout(x, rate, training, seed):
    if rate < 0 or rate >= 1:
        raise ValueError("rate must lie in [0, 1)")
    x = tf.cast(x, tf.float32)
    if training:
        mask = np.random.default_rng(seed).random(x.shape) >= rate
        return x * (mask / (1 - rate)).astype("float32")
    return x


def l2_penalty(weights, strength):
    total = 0.0
    for weight in weights:
        total += 2 * tf.nn.l2_loss(tf.cast(weight, tf.float32))
    return strength * total


def global_average_pooling(x):
    x = tf.cast(x, tf.float32)
    return tf.einsum("nhwc->nc", x) / (x.shape[1] * x.shape[2])


def diagnose(train_accuracy, val_accuracy, target=0.9, gap=0.05):
    *_, last = train_accuracy
    if not last >= target:
        return "underfitting"
    if last - val_accuracy[len(val_accuracy) - 1] <= gap:
        return "good fit"
    return "overfitting"


def k_fold(n_samples, k, seed):
    if k < 2:
        raise ValueError("at least 2 folds")
    if k > n_samples:
        raise ValueError("at most as many folds as samples")
    order = np.arange(n_samples)
    np.random.RandomState(seed % 2**32).shuffle(order)
    return tuple([order[np.arange(n_samples) % k != i], order[i::k]] for i in range(k))


def best_setting(fold_scores):
    best = []
    for setting, scores in fold_scores.items():
        rank = (np.mean(scores), -np.std(scores))
        if not best or rank > best[0]:
            best = [rank, setting]
    return best[1]
