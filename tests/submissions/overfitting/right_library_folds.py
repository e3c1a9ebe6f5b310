"""Right: scikit-learn's folds, statistics from the standard library, an own generator in each call, einsum."""

import statistics

import keras
import numpy as np
import tensorflow as tf
from sklearn.model_selection import KFold


def mlp(n_features, n_classes, units, dropout=0.0, l2=0.0):
    inputs = x = keras.Input(shape=(n_features,), name="features")
    options = {"kernel_regularizer": keras.regularizers.l2(l2)} if l2 else {}
    for number, width in enumerate(units):
        x = keras.layers.Dense(width, name=f"hidden_{number}", kernel_initializer="he_normal", **options)(x)
        x = keras.layers.Activation(keras.activations.relu)(x)
        if dropout:
            x = keras.layers.Dropout(rate=dropout)(x)
    scores = keras.layers.Dense(n_classes)(x)
    return keras.Model(inputs, keras.layers.Softmax()(scores))


def dropout(x, rate, training, seed):
    if rate < 0 or rate >= 1:
        raise ValueError("rate has to be in [0, 1)")
    x = keras.ops.cast(keras.ops.convert_to_tensor(x), "float32")
    if not training or rate == 0:
        return x
    kept = keras.random.uniform(keras.ops.shape(x), seed=seed) > rate
    return keras.ops.where(kept, x / (1 - rate), 0.0)


def l2_penalty(weights, strength):
    if not weights:
        return 0.0
    flat = tf.concat([tf.reshape(tf.cast(w, tf.float32), [-1]) for w in weights], axis=0)
    return strength * tf.tensordot(flat, flat, 1)


def global_average_pooling(x):
    x = tf.cast(x, tf.float32)
    n, h, w, c = x.shape
    return tf.einsum("nhwc->nc", x) / float(h * w)


def diagnose(train_accuracy, val_accuracy, target=0.9, gap=0.05):
    *_, train = train_accuracy
    *_, val = val_accuracy
    verdict = "good fit"
    if train - val > gap:
        verdict = "overfitting"
    if not train >= target:
        verdict = "underfitting"
    return verdict


def k_fold(n_samples, k, seed):
    return list(KFold(k, shuffle=True, random_state=seed).split(np.zeros(n_samples)))


def best_setting(fold_scores):
    ranking = sorted(
        fold_scores.items(), key=lambda item: (-statistics.fmean(item[1]), statistics.pstdev(item[1]))
    )
    return ranking[0][0]
