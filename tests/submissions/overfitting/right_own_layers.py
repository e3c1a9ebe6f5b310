"""Right: a layer of its own that registers its penalty itself, scikit-learn's folds, sorting."""

import keras
import numpy as np
import tensorflow as tf
from sklearn.model_selection import KFold


def as_float(w):
    return tf.cast(w, tf.float32)


class Hidden(keras.layers.Layer):
    def __init__(self, units, rate=0.0, strength=0.0):
        super().__init__()
        self.units, self.strength = units, strength
        self.drop = keras.layers.Dropout(rate) if rate > 0 else None

    def build(self, shape):
        self.w = self.add_weight(shape=(shape[-1], self.units), initializer="he_normal", name="w")
        self.b = self.add_weight(shape=(self.units,), initializer="zeros", name="b")

    def call(self, x, training=None):
        if self.strength > 0:
            self.add_loss(l2_penalty([self.w], self.strength))
        x = tf.nn.relu(tf.matmul(x, self.w) + self.b)
        return x if self.drop is None else self.drop(x, training=training)


def mlp(n_features, n_classes, units, dropout=0.0, l2=0.0):
    model = keras.Sequential(name="my_mlp")
    model.add(keras.layers.Input((n_features,)))
    [model.add(Hidden(n, dropout, l2)) for n in units]
    model.add(keras.layers.Dense(n_classes, activation=keras.activations.softmax))
    print(model.count_params(), "parameters")
    return model


class Dropper:
    def __init__(self, rate, seed):
        if not 0 <= rate < 1:
            raise ValueError(f"rate {rate} is outside [0, 1)")
        self.rate, self.generator = rate, np.random.Generator(np.random.PCG64(seed))

    def __call__(self, x):
        kept = self.generator.choice([0.0, 1.0], size=x.shape, p=[self.rate, 1 - self.rate])
        return tf.multiply(x, tf.constant(kept, tf.float32)) / (1.0 - self.rate)


def dropout(x, rate, training, seed):
    dropper = Dropper(rate, seed)
    x = tf.cast(x, tf.float32)
    return dropper(x) if training else tf.identity(x)


def l2_penalty(weights, strength=0.01):
    return tf.add_n([tf.zeros([])] + [tf.norm(w) ** 2 for w in map(as_float, weights)]) * strength


def global_average_pooling(x):
    x = tf.cast(x, tf.float32)
    rows = tf.unstack(x, axis=1)
    cells = [cell for row in rows for cell in tf.unstack(row, axis=1)]
    return tf.add_n(cells) / len(cells)


def k_fold(n_samples, k, seed):
    splitter = KFold(n_splits=k, shuffle=True, random_state=seed)
    return list(splitter.split(np.zeros((n_samples, 1))))


def best_setting(fold_scores):
    ranked = sorted(fold_scores.items(), key=lambda item: (-np.mean(item[1]), np.var(item[1])))
    return ranked[0][0]
