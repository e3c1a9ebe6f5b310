"""Right: subclassed models, built by hand; counts by building layers and by NumPy."""

import keras
import numpy as np
import tensorflow as tf


class Chain(keras.Model):
    """A chain of dense layers."""

    def __init__(self, n_in, hidden, n_out, activation):
        super().__init__()
        self.hidden = [keras.layers.Dense(units, tf.nn.relu) for units in hidden]
        self.last = keras.layers.Dense(n_out, activation)
        self.build((None, n_in))

    def build(self, input_shape):
        for layer in [*self.hidden, self.last]:
            layer.build(input_shape)
            input_shape = (None, layer.units)
        self.built = True

    def call(self, inputs, training=None):
        x = inputs
        for layer in self.hidden:
            x = layer(x)
        return self.last(x)


class Perceptron(keras.Model):
    """A chain, called once so that its weights exist; the output first among the attributes."""

    def __init__(self, hidden, n_classes):
        super().__init__()
        self.scores = keras.layers.Dense(n_classes)
        self.inner = keras.Sequential([keras.layers.Dense(units, "relu") for units in hidden]) if hidden else None

    def call(self, x):
        if self.inner is not None:
            x = self.inner(x)
        return keras.ops.softmax(self.scores(x), axis=-1)


def regressor(n_features):
    model = Chain(n_features, (), 1, None)
    model.compile("sgd", "mse")
    return model


def binary_classifier(n_features, hidden=(16,)):
    model = Chain(n_features, hidden, 1, tf.sigmoid)
    model.compile("rmsprop", keras.losses.binary_crossentropy, metrics=["binary_accuracy"])
    return model


def softmax_classifier(n_features, n_classes, hidden=(32,), one_hot=False):
    model = Perceptron(hidden, n_classes)
    model(tf.zeros((1, n_features)))
    loss = keras.losses.categorical_crossentropy if one_hot else keras.losses.sparse_categorical_crossentropy
    model.compile(optimizer=keras.optimizers.Adam(3e-3), loss=loss, metrics=["acc"])
    return model


def dense_params(n_in, n_out, use_bias=True):
    return np.int64(n_in + use_bias) * n_out


def conv2d_params(kernel_size, in_channels, filters, use_bias=True):
    layer = keras.layers.Conv2D(filters, kernel_size, use_bias=use_bias)
    layer.build((None, 32, 32, in_channels))
    return layer.count_params()


def mlp_params(layer_sizes):
    if not len(layer_sizes) >= 2:
        raise ValueError("[n_in, ..., n_out]: two sizes or more")
    sizes = np.array(layer_sizes, dtype="int64")
    return np.sum((sizes[:-1] + 1) * sizes[1:])
