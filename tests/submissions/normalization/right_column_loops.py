"""Loops over columns and channels; tf.keras; the layer assigns through tf.cond-free arithmetic and overrides from_config."""

import tensorflow as tf


def scale(x):
    x = tf.convert_to_tensor(x)
    x = x if x.dtype == tf.float32 else tf.cast(x, tf.float32)
    largest = max(float(tf.reduce_max(x)), -float(tf.reduce_min(x)))
    if largest == 0:
        return tf.zeros_like(x)
    return x / largest


def standardize(x, axis=0):
    x = tf.cast(x, tf.float32)
    rank = len(x.shape)
    order = [a for a in range(rank) if a != axis % rank] + [axis % rank]
    moved = tf.transpose(x, order)
    lines = []
    for line in tf.reshape(moved, (-1, moved.shape[-1])):
        if len(set(line.numpy().tolist())) == 1:
            lines.append(tf.zeros_like(line))
            continue
        line = line - tf.reduce_mean(line)
        lines.append(line / tf.math.reduce_std(line))
    back = [order.index(a) for a in range(rank)]
    return tf.transpose(tf.reshape(tf.stack(lines), moved.shape), back)


def batch_norm(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=1e-3):
    x = tf.cast(x, tf.float32)
    gamma, beta, moving_mean, moving_variance = [
        tf.unstack(tf.cast(v, tf.float32), num=x.shape[-1]) for v in (gamma, beta, moving_mean, moving_variance)
    ]
    columns = []
    for c in range(x.shape[-1]):
        channel = x[..., c]
        if training:
            mean = tf.reduce_mean(channel)
            variance = tf.reduce_mean((channel - mean) ** 2)
            moving_mean[c] = moving_mean[c] * momentum + mean * (1 - momentum)
            moving_variance[c] = moving_variance[c] * momentum + variance * (1 - momentum)
        else:
            mean, variance = moving_mean[c], moving_variance[c]
        columns.append((channel - mean) * (variance + epsilon) ** -0.5 * gamma[c] + beta[c])
    return tf.stack(columns, axis=-1), tf.stack(moving_mean), tf.stack(moving_variance)


class BatchNorm(tf.keras.layers.Layer):
    def __init__(self, momentum=0.99, epsilon=1e-3, name=None, **more):
        super().__init__(name=name, **more)
        self.m = momentum
        self.e = epsilon

    def build(self, input_shape):
        def one(name, start, trainable):
            return self.add_weight(name=name, shape=input_shape[-1:], initializer=tf.keras.initializers.Constant(start), trainable=trainable)

        self.g, self.b = one("g", 1.0, True), one("b", 0.0, True)
        self.mean, self.var = one("mean", 0.0, False), one("var", 1.0, False)

    def call(self, x, training=None):
        train = bool(training and self.trainable)
        step = 1 - self.m if train else 0.0
        axes = list(range(len(x.shape) - 1))
        batch_mean = tf.reduce_mean(x, axes)
        batch_var = tf.reduce_mean(tf.math.squared_difference(x, batch_mean), axes)
        mean, var = (batch_mean, batch_var) if train else (self.mean, self.var)
        y = self.g * (x - mean) / tf.sqrt(var + self.e) + self.b
        self.mean.assign((1 - step) * self.mean + step * batch_mean)
        self.var.assign((1 - step) * self.var + step * batch_var)
        return y

    def get_config(self):
        return {"name": self.name, "trainable": self.trainable, "dtype": "float32", "m": self.m, "e": self.e}

    @classmethod
    def from_config(cls, config):
        return cls(config.pop("m"), config.pop("e"), **config)


def conv_bn(filters, order="before"):
    if order not in {"before", "after"}:
        raise ValueError("The order is either before or after.")
    conv = tf.keras.layers.Conv2D(filters, 3, 1, "same", use_bias=False)
    norm = tf.keras.layers.BatchNormalization()
    relu = tf.keras.layers.Lambda(tf.nn.relu)
    return tf.keras.Sequential([conv, norm, relu] if order == "before" else [conv, relu, norm])
