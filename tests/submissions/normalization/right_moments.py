"""Right: tf.nn.moments, divide_no_nan, own layer written out with keras.ops and tf.cond, block as a list."""

import keras
import tensorflow as tf


def scale(x):
    x = tf.cast(x, tf.float32)
    peak = tf.norm(tf.reshape(x, [-1]), ord=float("inf"))
    return tf.cond(peak > 0, lambda: x / peak, lambda: tf.zeros_like(x))


def standardize(x, axis=0):
    x = tf.cast(x, tf.float32)
    low, high = tf.reduce_min(x, axis, True), tf.reduce_max(x, axis, True)
    centered = x - tf.reduce_mean(x, axis, keepdims=True)
    centered -= tf.reduce_mean(centered, axis, keepdims=True)
    deviation = tf.sqrt(tf.reduce_mean(centered * centered, axis, keepdims=True))
    flat = low == high
    return tf.where(flat, tf.zeros_like(x), centered / tf.where(flat, tf.ones_like(deviation), deviation))


def batch_norm(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=1e-3):
    x, gamma, beta, moving_mean, moving_variance = (
        tf.cast(value, tf.float32) for value in (x, gamma, beta, moving_mean, moving_variance)
    )
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = tf.nn.moments(x, axes=list(range(len(x.shape) - 1)))
        moving_mean = moving_mean * momentum + mean * (1 - momentum)
        moving_variance = moving_variance * momentum + variance * (1 - momentum)
    y = (x - mean) / tf.sqrt(variance + epsilon) * gamma + beta
    return [y, moving_mean, moving_variance]


class BatchNorm(keras.layers.Layer):
    def __init__(self, momentum=0.99, epsilon=1e-3, **kwargs):
        super().__init__(**kwargs)
        self.momentum = momentum
        self.epsilon = epsilon

    def build(self, input_shape):
        n = (input_shape[-1],)
        self.scale_by = self.add_weight(shape=n, initializer=keras.initializers.Ones(), name="g")
        self.shift_by = self.add_weight(shape=n, initializer=keras.initializers.Zeros(), name="b")
        self.mean = self.add_weight(shape=n, initializer="zeros", trainable=False, name="m")
        self.variance = self.add_weight(shape=n, initializer=keras.initializers.Constant(1.0), trainable=False, name="v")
        super().build(input_shape)

    def call(self, inputs, training=False):
        mean, variance = self.mean, self.variance
        if training and self.trainable:
            axes = tuple(range(inputs.shape.rank - 1))
            mean, variance = keras.ops.moments(inputs, axes)
            self.mean.assign_sub((self.mean - mean) * (1 - self.momentum))
            self.variance.assign_sub((self.variance - variance) * (1 - self.momentum))
        return tf.nn.batch_normalization(
            inputs,
            tf.convert_to_tensor(mean),
            tf.convert_to_tensor(variance),
            tf.convert_to_tensor(self.shift_by),
            tf.convert_to_tensor(self.scale_by),
            self.epsilon,
        )

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        config = super().get_config()
        config.update(momentum=self.momentum, epsilon=self.epsilon)
        return config


def conv_bn(filters, order="before"):
    block = keras.Sequential(name="conv_bn")
    block.add(keras.layers.Conv2D(filters, kernel_size=(3, 3), padding="SAME", use_bias=False))
    if order == "before":
        block.add(keras.layers.BatchNormalization())
        block.add(keras.layers.Activation("relu"))
    elif order == "after":
        block.add(keras.layers.Activation("relu"))
        block.add(keras.layers.BatchNormalization())
    else:
        raise ValueError(f"{order} is neither before nor after")
    return block
