"""NumPy where no gradient is asked for, einsum for the moments, a layer that is registered and builds its own config."""

from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf


def scale(x):
    x = np.asarray(x, dtype=np.float32)
    top = np.abs(x).max()
    return tf.constant(x / top if top else x)


def standardize(x, axis: int = 0):
    x = np.array(x, dtype=np.float32).astype(np.float64)
    z = np.zeros_like(x)
    spread = np.ptp(x, axis=axis, keepdims=True)
    np.divide(x - x.mean(axis=axis, keepdims=True), x.std(axis=axis, keepdims=True), out=z, where=spread != 0)
    return tf.convert_to_tensor(z, dtype=tf.float32)


def batch_norm(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=1e-3):
    given = [tf.cast(tf.convert_to_tensor(value), tf.float32) for value in (x, gamma, beta, moving_mean, moving_variance)]
    x, gamma, beta, moving_mean, moving_variance = given
    if training:
        rows = tf.reshape(x, (-1, x.shape[-1]))
        share = 1.0 / rows.shape[0]
        mean = share * tf.einsum("nc->c", rows)
        variance = share * tf.einsum("nc,nc->c", rows - mean, rows - mean)
        new = [momentum * old + (1 - momentum) * now for old, now in ((moving_mean, mean), (moving_variance, variance))]
    else:
        mean, variance = moving_mean, moving_variance
        new = [moving_mean, moving_variance]
    factor = gamma / tf.sqrt(variance + epsilon)
    return [x * factor + (beta - mean * factor), *new]


@keras.saving.register_keras_serializable("notes")
class BatchNorm(keras.layers.Layer):
    def __init__(self, momentum=0.99, epsilon=1e-3, **kwargs):
        self.options = {"momentum": momentum, "epsilon": epsilon}
        super().__init__(**kwargs)

    def build(self, shape):
        kinds = {"gamma": ("ones", True), "beta": ("zeros", True), "mean": ("zeros", False), "variance": ("ones", False)}
        self.parts = [
            self.add_weight(name=name, shape=[shape[-1]], initializer=start, trainable=trains)
            for name, (start, trains) in kinds.items()
        ]
        super().build(shape)

    def call(self, inputs, training=None):
        learning = self.trainable if training else False
        y, *new = batch_norm(inputs, *(part.value for part in self.parts), learning, **self.options)
        if learning:
            for part, value in zip(self.parts[2:], new):
                part.assign(value)
        return y

    def get_config(self):
        return super().get_config() | dict(self.options)


def conv_bn(filters, order="before"):
    block = keras.models.Sequential()
    block.add(keras.layers.Conv2D(filters, 3, padding="SAME", use_bias=False, activation="relu" if order == "after" else None))
    block.add(keras.layers.BatchNormalization(axis=-1))
    if order == "before":
        block.add(keras.layers.ReLU())
    elif order != "after":
        raise ValueError(f"unknown order {order}: write before or after")
    return block
