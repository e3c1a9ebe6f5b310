"""Right: functional models, objects for losses and metrics, other optimizers and names."""

from __future__ import annotations

import math

import keras
from keras import Input, Model, layers


def dense_params(n_in: int, n_out: int, use_bias: bool = True) -> int:
    return n_in * n_out + (n_out if use_bias else 0)


def conv2d_params(kernel_size, in_channels: int, filters: int, use_bias: bool = True) -> int:
    try:
        window = math.prod(kernel_size)
    except TypeError:
        window = kernel_size**2
    return window * in_channels * filters + use_bias * filters


def mlp_params(layer_sizes) -> int:
    sizes = list(layer_sizes)
    if len(sizes) < 2:
        raise ValueError(f"at least two sizes are needed, got {sizes}")
    total = 0
    while len(sizes) > 1:
        total += dense_params(sizes[0], sizes[1])
        sizes.pop(0)
    return total


def _hidden(x, units):
    for number, size in enumerate(units):
        x = layers.Dense(size, name=f"hidden_{number}")(x)
        x = layers.ReLU()(x)
    return x


def regressor(n_features):
    inputs = Input((n_features,), name="features")
    model = Model(inputs, layers.Dense(1, activation="linear", kernel_initializer="zeros")(inputs), name="line")
    model.compile(keras.optimizers.SGD(0.01), keras.losses.MeanSquaredError(), metrics=["mae"])
    return model


def binary_classifier(n_features, hidden=(16,)):
    inputs = Input((n_features,))
    score = layers.Dense(1)(_hidden(inputs, hidden))
    model = Model(inputs, layers.Activation("sigmoid")(score))
    model.compile(
        keras.optimizers.RMSprop(), keras.losses.BinaryCrossentropy(), metrics=[keras.metrics.BinaryAccuracy()]
    )
    return model


def softmax_classifier(n_features, n_classes, hidden=(32,), one_hot=False):
    inputs = Input((n_features,))
    outputs = layers.Softmax()(layers.Dense(n_classes)(_hidden(inputs, hidden)))
    model = Model(inputs, outputs)
    if one_hot:
        model.compile(
            loss=keras.losses.CategoricalCrossentropy(), metrics=[keras.metrics.CategoricalAccuracy(name="acc")]
        )
    else:
        model.compile(
            loss=keras.losses.SparseCategoricalCrossentropy(),
            metrics=[keras.metrics.SparseCategoricalAccuracy(), "sparse_categorical_crossentropy"],
        )
    return model
