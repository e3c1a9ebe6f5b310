"""Subclassed layers with weights of their own, a nested encoder, models that are subclasses of keras.Model."""
import keras
import tensorflow as tf


def bilinear(shape, dtype=None):
    size, channels = shape[0], shape[2]
    factor = size // 2
    line = tf.minimum(tf.range(1, size + 1), tf.range(size, 0, -1))
    line = (2 * tf.cast(line, tf.float32) - 1) / (2 * factor)
    return tf.einsum("i,j,kl->ijkl", line, line, tf.eye(channels))


class Grow(keras.layers.Layer):
    """A transposed convolution that starts as bilinear interpolation."""

    def __init__(self, channels, stride, **kwargs):
        super().__init__(**kwargs)
        self.channels, self.stride = channels, stride

    def build(self, shape):
        self.filters = self.add_weight(
            name="filters", shape=(2 * self.stride, 2 * self.stride, self.channels, shape[-1]), initializer=bilinear
        )

    def call(self, x):
        n, h, w = tf.shape(x)[0], x.shape[1] * self.stride, x.shape[2] * self.stride
        grown = tf.nn.conv2d_transpose(x, self.filters, [n, h, w, self.channels], self.stride, "SAME")
        return tf.ensure_shape(grown, [None, h, w, self.channels])


class Fuse(keras.layers.Layer):
    def __init__(self, channels, **kwargs):
        super().__init__(**kwargs)
        self.score = keras.layers.Dense(channels)  # on four axes: a 1×1 convolution
        self.grow = Grow(channels, 2)

    def call(self, deep, shallow):
        return self.score(shallow) + self.grow(deep)


def fuse_skip(deep, shallow, n_outputs):
    return Fuse(n_outputs)(deep, shallow)


class FCN(keras.Model):
    def __init__(self, encoder, n_classes, stride):
        super().__init__()
        self.encoder = encoder
        self.score = keras.layers.Conv2D(n_classes + 1, 1, kernel_initializer="zeros")
        self.fuses = [Fuse(n_classes + 1) for _ in range({32: 0, 16: 1, 8: 2}[stride])]
        self.grow = Grow(n_classes + 1, stride)

    def call(self, images, training=None):
        *shallow, deep = self.encoder(images, training=training)
        scores = self.score(deep)
        for fuse in self.fuses:
            scores = fuse(scores, shallow.pop())
        return self.grow(scores)


def make(encoder, n_classes, stride):
    model = FCN(encoder, n_classes, stride)
    model(tf.zeros((1, *encoder.input_shape[1:])))
    return model


def fcn32s(encoder, n_classes):
    return make(encoder, n_classes, 32)


def fcn16s(encoder, n_classes):
    return make(encoder, n_classes, 16)


def fcn8s(encoder, n_classes):
    return make(encoder, n_classes, 8)
