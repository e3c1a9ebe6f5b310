"""The statistics kept by a helper class, the block made with one's own layer, moments over flattened rows."""

from dataclasses import dataclass

import keras
import tensorflow as tf

print("normalization, my notes")


@dataclass
class Moments:
    mean: tf.Tensor
    variance: tf.Tensor

    @classmethod
    def of(cls, x):
        axes = list(range(x.shape.rank - 1))
        mean = tf.math.reduce_mean(x, axis=axes)
        return cls(mean, tf.math.reduce_variance(x, axis=axes))

    def toward(self, other, share):
        return Moments(
            self.mean * share + other.mean * (1.0 - share), self.variance * share + other.variance * (1.0 - share)
        )

    def apply(self, x, epsilon):
        return tf.divide(x - self.mean, tf.sqrt(self.variance + epsilon))


def floats(*values):
    return [tf.cast(tf.convert_to_tensor(value), tf.float32) for value in values]


def scale(x):
    (x,) = floats(x)
    return tf.math.divide_no_nan(x, tf.norm(x, ord=float("inf")) if x.shape.rank else tf.abs(x))


def standardize(x, axis=0):
    (x,) = floats(x)
    x = x - tf.gather(x, [0], axis=axis)  # constant columns are zero from here on, without rounding
    x = x - tf.reduce_mean(x, axis=axis, keepdims=True)
    return tf.math.divide_no_nan(x, tf.math.reduce_std(x, axis=axis, keepdims=True))


def batch_norm(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=1e-3):
    x, gamma, beta, *moving = floats(x, gamma, beta, moving_mean, moving_variance)
    moving = Moments(*moving)
    used = Moments.of(x) if training else moving
    new = moving.toward(used, momentum) if training else moving
    return (used.apply(x, epsilon) * gamma + beta, new.mean, new.variance)


class BatchNorm(keras.layers.Layer):
    """Batch normalization with everything in `call`."""

    def __init__(self, momentum=0.99, epsilon=1e-3, **kwargs):
        super().__init__(**kwargs)
        self.momentum = momentum
        self.epsilon = epsilon

    def build(self, input_shape):
        c = int(input_shape[-1])
        self.gamma = self.add_weight(shape=(c,), initializer=lambda shape, dtype=None: tf.ones(shape, dtype))
        self.beta = self.add_weight(shape=(c,), initializer=keras.initializers.Zeros())
        self.statistics = {
            "mean": self.add_weight(shape=(c,), initializer="zeros", trainable=False),
            "variance": self.add_weight(shape=(c,), initializer=keras.initializers.Ones(), trainable=False),
        }

    def call(self, inputs, training=False):
        moving = Moments(tf.identity(self.statistics["mean"]), tf.identity(self.statistics["variance"]))
        used = moving
        if self.trainable and training:
            used = Moments.of(inputs)
            now = moving.toward(used, self.momentum)
            self.statistics["mean"].assign(now.mean)
            self.statistics["variance"].assign(now.variance)
        return self.gamma * used.apply(inputs, self.epsilon) + self.beta

    def get_config(self):
        config = super().get_config()
        config["momentum"], config["epsilon"] = self.momentum, self.epsilon
        return config


def conv_bn(filters, order="before"):
    layers = {"before": [BatchNorm(), keras.layers.ReLU()], "after": [keras.layers.ReLU(), BatchNorm()]}
    if order not in layers:
        raise ValueError(f"order={order!r} is not one of {sorted(layers)}")
    first = keras.layers.Conv2D(filters=filters, kernel_size=3, padding="same", use_bias=False)
    return keras.Sequential([first] + layers[order])
