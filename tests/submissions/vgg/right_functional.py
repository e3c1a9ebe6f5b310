"""Right: functional models, compiled; layers with names and their own activations; the field from the top down."""

from __future__ import annotations

import keras
from keras import layers


def receptive_field(layers: list[tuple[int, int]]) -> int:
    field = 1
    for kernel, stride in reversed(layers):
        field = (field - 1) * stride + kernel
    return field


def stack_params(n_convs: int, channels: int, kernel: int = 3) -> int:
    total = 0
    for _ in range(n_convs):
        total += kernel * kernel * channels * channels  # weights
        total += channels  # biases
    return total


def vgg_block(filters: int, n_convs: int) -> keras.Sequential:
    block = keras.Sequential()
    for number in range(n_convs):
        block.add(layers.Conv2D(filters, (3, 3), strides=1, padding="same", name=f"conv{number + 1}"))
        block.add(layers.ReLU())
    block.add(layers.MaxPooling2D(pool_size=(2, 2), strides=(2, 2)))
    return block


def vgg16(input_shape=(224, 224, 3), n_classes=1000):
    inputs = keras.Input(shape=input_shape, name="image")
    x = inputs
    for filters, n_convs in zip((64, 128, 256, 512, 512), (2, 2, 3, 3, 3)):
        for _ in range(n_convs):
            x = layers.Conv2D(filters, 3, padding="same", activation="relu", kernel_initializer="he_normal")(x)
        x = layers.MaxPool2D()(x)
    x = layers.Flatten()(x)
    for number in (6, 7):
        x = layers.Dense(4096, activation="relu", name=f"fc{number}")(x)
    outputs = layers.Softmax(name="probabilities")(layers.Dense(n_classes, name="fc8")(x))
    model = keras.Model(inputs, outputs, name="vgg16")
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def mini_vgg(input_shape, n_classes, width=8):
    inputs = keras.Input(input_shape)
    x = vgg_block(width, 2)(inputs)
    x = vgg_block(2 * width, 2)(x)
    x = vgg_block(4 * width, 2)(x)
    x = layers.GlobalAveragePooling2D()(x)
    model = keras.Model(inputs, layers.Dense(n_classes, "softmax")(x))
    model.compile(keras.optimizers.Adam(1e-3), "sparse_categorical_crossentropy")
    return model
