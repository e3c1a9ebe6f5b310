"""Right: Keras' own VGG16 without weights; NumPy for the counts; a mean in place of the pooling layer."""

import keras
import numpy as np


def receptive_field(layers):
    kernels, strides = np.array(layers).T
    jumps = np.cumprod([1, *strides[:-1]])
    return int(1 + np.dot(kernels - 1, jumps))


def stack_params(n_convs, channels, kernel=3):
    return np.sum(np.full(n_convs, np.prod([kernel, kernel, channels, channels]) + channels))


def vgg_block(filters, n_convs):
    def convolution():
        return keras.layers.Conv2D(filters, 3, padding="same", activation="relu", bias_initializer="ones")

    return keras.models.Sequential([convolution() for _ in range(n_convs)] + [keras.layers.MaxPooling2D()])


def vgg16(input_shape=(224, 224, 3), n_classes=1000):
    return keras.applications.VGG16(include_top=True, weights=None, input_shape=input_shape, classes=n_classes)


def mini_vgg(input_shape, n_classes, width=8):
    layers = [keras.Input(input_shape)]
    for n in range(3):
        layers.append(vgg_block(width << n, 2))
    layers.append(keras.layers.Lambda(lambda x: keras.ops.mean(x, axis=(1, 2))))
    layers.append(keras.layers.Dense(n_classes, activation="softmax"))
    return keras.Sequential(layers)
