"""keras.ops and tf.nn's helpers throughout; the layer computes by itself and moves its statistics by small steps."""

import keras
import tensorflow as tf
from keras import ops


def scale(x):
    x = ops.cast(x, "float32")
    largest = ops.max(ops.abs(x))
    return ops.where(largest > 0, x / ops.where(largest > 0, largest, 1.0), x)


def standardize(x, axis=0):
    x = ops.convert_to_tensor(ops.cast(x, "float32"))
    same = ops.max(x, axis=axis, keepdims=True) == ops.min(x, axis=axis, keepdims=True)
    z = (x - ops.mean(x, axis=axis, keepdims=True)) / ops.std(x, axis=axis, keepdims=True)
    return ops.where(same, ops.zeros_like(z), z)


def batch_norm(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=1e-3):
    x, gamma, beta = ops.cast(x, "float32"), ops.cast(gamma, "float32"), ops.cast(beta, "float32")
    moving_mean, moving_variance = ops.cast(moving_mean, "float32"), ops.cast(moving_variance, "float32")
    if not training:
        y = tf.nn.batch_normalization(x, moving_mean, moving_variance, beta, gamma, epsilon)
        return y, moving_mean, moving_variance
    mean, variance = tf.nn.moments(x, axes=tuple(range(x.ndim - 1)))
    y = tf.nn.batch_normalization(x, mean, variance, beta, gamma, epsilon)
    return (
        y,
        moving_mean + (1.0 - momentum) * (mean - moving_mean),
        moving_variance + (1.0 - momentum) * (variance - moving_variance),
    )


class BatchNorm(keras.Layer):
    def __init__(self, momentum=0.99, epsilon=1e-3, **kwargs):
        super().__init__(**kwargs)
        self.momentum, self.epsilon = momentum, epsilon

    def build(self, input_shape):
        channels = input_shape[-1]
        self.moving_variance = self.add_weight(shape=(channels,), initializer="ones", trainable=False, name="variance")
        self.moving_mean = self.add_weight(shape=(channels,), initializer="zeros", trainable=False, name="mean")
        self.beta = self.add_weight(shape=(channels,), initializer="zeros", name="beta")
        self.gamma = self.add_weight(shape=(channels,), initializer="ones", name="gamma")
        self.built = True

    def call(self, inputs, training=False):
        if training and self.trainable:
            mean, variance = ops.moments(inputs, axes=list(range(ops.ndim(inputs) - 1)))
            self.moving_mean.assign_sub((1 - self.momentum) * (self.moving_mean - mean))
            self.moving_variance.assign_sub((1 - self.momentum) * (self.moving_variance - variance))
        else:
            mean, variance = self.moving_mean, self.moving_variance
        return (inputs - mean) / ops.sqrt(variance + self.epsilon) * self.gamma + self.beta

    def get_config(self):
        config = super().get_config()
        config.update(momentum=self.momentum, epsilon=self.epsilon)
        return config


def conv_bn(filters, order="before"):
    if order == "before":
        names = ["conv", "norm", "relu"]
    elif order == "after":
        names = ["conv", "relu", "norm"]
    else:
        raise ValueError("order has to be 'before' or 'after'")
    make = {
        "conv": lambda: keras.layers.Conv2D(filters, (3, 3), padding="same", use_bias=False),
        "norm": keras.layers.BatchNormalization,
        "relu": lambda: keras.layers.Activation("relu"),
    }
    return keras.Sequential([make[name]() for name in names], name=f"conv_bn_{order}")
