"""Right: a subclassed model, stateless numbers of keras.random, the statistics module, sets of indices."""

import statistics

import keras
import numpy as np
import tensorflow as tf


class MLP(keras.Model):
    def __init__(self, n_classes, units, rate, penalty):
        super().__init__()
        regularizer = keras.regularizers.L2(penalty) if penalty > 0 else None
        self.hidden = [keras.layers.Dense(n, "relu", kernel_regularizer=regularizer) for n in units]
        self.drops = [keras.layers.Dropout(rate) for _ in units] if rate > 0 else []
        self.out = keras.layers.Dense(n_classes, "softmax")

    def call(self, x, training=False):
        for i, layer in enumerate(self.hidden):
            x = layer(x)
            if self.drops:
                x = self.drops[i](x, training=training)
        return self.out(x)


def mlp(n_features, n_classes, units, dropout=0.0, l2=0.0):
    model = MLP(n_classes, units, dropout, l2)
    model(np.zeros((1, n_features), "float32"))
    return model


def dropout(x, rate: float, training: bool, seed: int):
    if not (0.0 <= rate < 1.0):
        raise ValueError(f"{rate=}: 0 <= rate < 1 is needed")
    x = keras.ops.cast(keras.ops.convert_to_tensor(x), "float32")
    if not training or rate == 0:
        return x
    dice = keras.random.uniform(keras.ops.shape(x), seed=seed)
    return keras.ops.where(dice < rate, 0.0, x / (1.0 - rate))


def l2_penalty(weights, strength):
    return strength * keras.ops.sum(
        [0.0] + [keras.ops.sum(keras.ops.square(keras.ops.cast(tf.convert_to_tensor(w), "float32"))) for w in weights]
    )


def global_average_pooling(x):
    return tf.reduce_mean(tf.reduce_mean(tf.cast(x, "float32"), axis=1), axis=1)


def diagnose(train_accuracy, val_accuracy, target=0.9, gap=0.05):
    train, val = list(train_accuracy)[-1], list(val_accuracy)[-1]
    overfit = train - val > gap
    return {(False, False): "underfitting", (False, True): "underfitting", (True, True): "overfitting"}.get(
        (bool(train >= target), bool(overfit)), "good fit"
    )


def k_fold(n_samples, k, seed):
    if k not in range(2, n_samples + 1):
        raise ValueError(f"k={k} is not between 2 and {n_samples}")
    order = np.random.default_rng([seed, 4]).permutation(n_samples)
    edges = [round(i * n_samples / k) for i in range(k + 1)]
    folds = []
    for low, high in zip(edges, edges[1:]):
        folds.append((np.setdiff1d(np.arange(n_samples), order[low:high]), order[low:high].astype("int32")))
    return folds


def best_setting(fold_scores):
    top = max(statistics.fmean(s) for s in fold_scores.values())
    tied = [setting for setting, s in fold_scores.items() if statistics.fmean(s) == top]
    return min(tied, key=lambda setting: statistics.pstdev(fold_scores[setting]))
