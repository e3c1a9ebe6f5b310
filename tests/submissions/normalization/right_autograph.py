"""Branches on tensors, one fused expression, a layer that calls batch_norm with keywords, positional layers."""

import keras
import tensorflow as tf
from keras.layers import BatchNormalization, Conv2D, ReLU
from keras.models import Sequential


@tf.function
def scale(x):
    x = tf.cast(x, tf.float32)
    largest = tf.reduce_max(tf.abs(x))
    if largest > 0:
        return x / largest
    else:
        return x


def standardize(x, axis=0):
    x = tf.cast(x, tf.float32)
    mean, variance = tf.nn.moments(x, [axis], keepdims=True)
    low, high = tf.reduce_min(x, axis, True), tf.reduce_max(x, axis, True)
    return tf.where(low < high, (x - mean) * tf.math.rsqrt(tf.where(low < high, variance, 1.0)), 0.0)


def batch_norm(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=1e-3):
    x, gamma, beta, moving_mean, moving_variance = tf.nest.map_structure(
        lambda value: tf.cast(value, tf.float32),
        tuple(tf.convert_to_tensor(value) for value in (x, gamma, beta, moving_mean, moving_variance)),
    )
    axes = tuple(range(-len(x.shape), -1))
    new_mean, new_variance, mean, variance = moving_mean, moving_variance, moving_mean, moving_variance
    if training:
        mean = tf.reduce_mean(x, axes, keepdims=True)
        variance = tf.reduce_mean(tf.math.squared_difference(x, mean), axes, keepdims=True)
        new_mean = tf.reshape(mean, [-1]) * (1 - momentum) + moving_mean * momentum
        new_variance = tf.reshape(variance, [-1]) * (1 - momentum) + moving_variance * momentum
    y = (x - mean) / tf.sqrt(variance + epsilon) * gamma + beta
    return y, new_mean, new_variance


class BatchNorm(keras.Layer):
    def __init__(self, momentum: float = 0.99, epsilon: float = 1e-3, *, name=None, dtype=None, trainable=True):
        super().__init__(name=name, dtype=dtype, trainable=trainable)
        self._momentum = momentum
        self._epsilon = epsilon
        self.supports_masking = True

    def build(self, input_shape):
        for name in ("gamma", "beta", "moving_mean", "moving_variance"):
            ones = name in ("gamma", "moving_variance")
            weight = self.add_weight(
                shape=(input_shape[-1],), initializer="ones" if ones else "zeros", trainable="moving" not in name, name=name
            )
            setattr(self, name, weight)

    def call(self, inputs, training=None, mask=None):
        if training is None or not self.trainable:
            training = False
        outputs, mean, variance = batch_norm(
            x=inputs,
            gamma=self.gamma,
            beta=self.beta,
            moving_mean=self.moving_mean,
            moving_variance=self.moving_variance,
            training=training,
            momentum=self._momentum,
            epsilon=self._epsilon,
        )
        self.moving_mean.assign(mean)
        self.moving_variance.assign(variance)
        return outputs

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "momentum": self._momentum, "epsilon": self._epsilon}


def conv_bn(filters, order="before"):
    match order:
        case "before":
            return Sequential([Conv2D(filters, 3, padding="same", use_bias=False), BatchNormalization(), ReLU()])
        case "after":
            return Sequential([Conv2D(filters, 3, padding="same", use_bias=False), ReLU(), BatchNormalization()])
        case _:
            raise ValueError(f"{order!r} is no order")
