"""Right: tf.keras and a list of layers, tensors for the folds, tf.nn.moments for the scores."""

import tensorflow as tf

L = tf.keras.layers


def mlp(n_features, n_classes, units, dropout=0.0, l2=0.0):
    blocks = [
        [L.Dense(n, activation=tf.nn.relu, kernel_regularizer=tf.keras.regularizers.L2(l2) if l2 > 0 else None)]
        + ([L.Dropout(rate=dropout)] if dropout > 0 else [])
        for n in units
    ]
    return tf.keras.Sequential(
        [L.InputLayer(shape=(n_features,)), *sum(blocks, []), L.Dense(n_classes, activation="softmax")]
    )


def dropout(x, rate, training, seed):
    tf.debugging.assert_type(tf.constant(0.0), tf.float32)
    if rate < 0:
        raise ValueError("a negative rate: it must be in [0, 1)")
    if rate >= 1:
        raise ValueError("a rate of 1 or more: it must be in [0, 1)")
    x = tf.cast(x, tf.float32)
    mask = tf.random.stateless_binomial(tf.shape(x), (seed, seed), 1.0, 1.0 - rate, tf.float32)
    return x * mask / (1 - rate) if training else x


def l2_penalty(weights, strength):
    if not weights:
        return 0.0
    flat = tf.concat([tf.reshape(tf.cast(w, tf.float32), [-1]) for w in weights], axis=0)
    return tf.tensordot(flat, flat, 1) * strength


def global_average_pooling(x):
    x = tf.cast(x, tf.float32)
    n, h, w, c = x.shape
    places = tf.reshape(x, (n, h * w, c))
    return tf.linalg.matvec(places, tf.fill([h * w], 1 / (h * w)), transpose_a=True)


def diagnose(train_accuracy, val_accuracy, target=0.9, gap=0.05):
    if train_accuracy[-1] < target:
        verdict = "underfitting"
    elif train_accuracy[-1] - val_accuracy[-1] > gap:
        verdict = "overfitting"
    else:
        verdict = "good fit"
    return verdict


def k_fold(n_samples, k, seed):
    if k < 2 or n_samples < k:
        raise ValueError("2 <= k <= n_samples, please")
    order = tf.random.experimental.stateless_shuffle(tf.range(n_samples), seed=[seed, 0])
    owner = tf.range(n_samples) * k // n_samples
    return [(order[owner != i], order[owner == i]) for i in range(k)]


def best_setting(fold_scores):
    keys = list(fold_scores)
    best = 0
    for i, key in enumerate(keys):
        mean, variance = tf.nn.moments(tf.constant(fold_scores[key], tf.float64), axes=[0])
        other, spread = tf.nn.moments(tf.constant(fold_scores[keys[best]], tf.float64), axes=[0])
        if mean > other or (mean == other and variance < spread):
            best = i
    return keys[best]
