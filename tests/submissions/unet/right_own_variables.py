"""Layers with weights of their own around tf.nn, blocks inlined in the network, masks from probabilities."""
from __future__ import annotations

import keras
import tensorflow as tf


@keras.saving.register_keras_serializable("unet")
class Conv(keras.layers.Layer):
    """A 3×3 convolution with relu."""

    def __init__(self, filters: int, size: int = 3, relu: bool = True, **kwargs) -> None:
        super().__init__(**kwargs)
        self.filters, self.size, self.relu = filters, size, relu

    def build(self, shape) -> None:
        self.w = self.add_weight(shape=(self.size, self.size, shape[-1], self.filters), initializer="he_uniform")
        self.b = self.add_weight(shape=(self.filters,), initializer="zeros")

    def call(self, x):
        x = tf.nn.bias_add(tf.nn.conv2d(x, self.w, 1, "SAME"), self.b)
        return tf.maximum(x, 0.0) if self.relu else x


@keras.saving.register_keras_serializable("unet")
class Grow(keras.layers.Layer):
    """A transposed convolution, 2×2 with stride 2."""

    def __init__(self, filters: int, **kwargs) -> None:
        super().__init__(**kwargs)
        self.filters = filters

    def build(self, shape) -> None:
        self.w = self.add_weight(shape=(2, 2, self.filters, shape[-1]))
        self.b = self.add_weight(shape=(self.filters,), initializer="zeros")

    def call(self, x):
        shape = [tf.shape(x)[0], 2 * x.shape[1], 2 * x.shape[2], self.filters]
        return tf.nn.conv2d_transpose(x, self.w, shape, 2) + self.b

    def compute_output_shape(self, shape):
        return (shape[0], 2 * shape[1], 2 * shape[2], self.filters)


def encoder_block(x, filters: int):
    for _ in range(2):
        x = Conv(filters)(x)
    return x, keras.layers.MaxPooling2D()(x)


def decoder_block(x, skip, filters: int):
    x = keras.layers.Concatenate()([skip, Grow(filters)(x)])
    for _ in range(2):
        x = Conv(filters)(x)
    return x


def unet(input_shape, n_classes: int, base_filters: int = 16, depth: int = 3) -> keras.Model:
    multiple = 2**depth
    bad = [side for side in input_shape[:2] if side % multiple]
    if bad:
        raise ValueError(f"The sides {bad} of the images cannot be halved {depth} times: use multiples of {multiple}.")
    inputs = x = keras.Input(input_shape)
    skips = []
    for i in range(depth):
        x = Conv(base_filters * 2**i)(x)
        x = Conv(base_filters * 2**i)(x)
        skips += [x]
        x = keras.layers.MaxPooling2D()(x)
    x = Conv(base_filters * 2**depth)(x)
    x = Conv(base_filters * 2**depth)(x)
    for i in sorted(range(depth), reverse=True):
        x = keras.layers.Concatenate()([Grow(base_filters * 2**i)(x), skips[i]])
        x = Conv(base_filters * 2**i)(x)
        x = Conv(base_filters * 2**i)(x)
    return keras.Model(inputs, Conv(n_classes + 1, 1, relu=False)(x))


@tf.function
def _dice(masks, probabilities, n_classes):
    flat = tf.reshape(probabilities, [-1, n_classes + 1])
    truth = tf.one_hot(tf.reshape(masks, [-1]), n_classes + 1)
    up = tf.linalg.diag_part(tf.matmul(flat, truth, transpose_a=True))
    down = tf.reduce_sum(flat, 0) + tf.reduce_sum(truth, 0)
    return (2 * up + 1e-8) / (down + 1e-8)


def dice_loss(masks, logits, n_classes):
    probabilities = tf.exp(tf.nn.log_softmax(tf.cast(logits, tf.float32)))
    return tf.reduce_mean(1.0 - _dice(tf.cast(masks, tf.int64), probabilities, n_classes))


def predict_masks(model, images, batch_size=32):
    masks, start, n = [], 0, int(tf.shape(images)[0])
    while start < n:
        scores = tf.nn.softmax(model(tf.cast(images[start : start + batch_size], tf.float32), training=False))
        masks.extend(tf.unstack(tf.cast(tf.math.argmax(scores, -1), tf.int32)))
        start += batch_size
    return tf.stack(masks)
