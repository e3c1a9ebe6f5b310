"""Right: tf.keras, add one layer after the other, input shape by build; helpers and prints."""

import tensorflow as tf

from itertools import pairwise

Dense = tf.keras.layers.Dense


def dense_params(n_in, n_out, use_bias=True):
    inputs = n_in + 1 if use_bias else n_in
    return inputs * n_out


def conv2d_params(kernel_size, in_channels, filters, use_bias=True):
    if isinstance(kernel_size, int):
        kernel_size = (kernel_size,) * 2
    return dense_params(kernel_size[0] * kernel_size[1] * in_channels, filters, use_bias)


def mlp_params(layer_sizes):
    if len(layer_sizes) < 2:
        raise ValueError(f"mlp_params needs [n_in, ..., n_out], not {layer_sizes}")
    return int(sum(dense_params(*pair) for pair in pairwise(layer_sizes)))


def stacked(n_features, units, last, activation):
    model = tf.keras.models.Sequential()
    for size in units:
        model.add(Dense(size, activation=tf.keras.activations.relu))
    model.add(Dense(last, activation=activation))
    model.build((None, n_features))
    print("built", model.count_params())
    return model


def regressor(n_features):
    model = stacked(n_features, [], 1, None)
    model.compile(tf.keras.optimizers.Adam(), loss=lambda y, p: tf.reduce_mean(tf.square(y - p), axis=-1))
    return model


def binary_classifier(n_features, hidden=(16,)):
    model = stacked(n_features, hidden, 1, "sigmoid")
    model.compile("adam", tf.keras.losses.BinaryCrossentropy(from_logits=False), metrics=["accuracy", "AUC"])
    return model


def softmax_classifier(n_features, n_classes, hidden=(32,), one_hot=False):
    model = stacked(n_features, list(hidden), n_classes, tf.nn.softmax)
    loss = ("sparse_" if not one_hot else "") + "categorical_crossentropy"
    model.compile(optimizer="nadam", loss=[loss], metrics=[["accuracy"]], run_eagerly=True)
    return model
