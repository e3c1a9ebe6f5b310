"""Patches as rows of one matrix product, ceil divisions in math, a functional model that is compiled."""

import math

import keras
import numpy as np
import tensorflow as tf


def conv_output_size(size, kernel, stride=1, padding="valid"):
    if padding not in ("valid", "same"):
        raise ValueError("padding must be either 'valid' or 'same'")
    if padding == "valid":
        if size < kernel:
            raise ValueError("kernel is larger than the input")
        return math.ceil((size - kernel + 1) / stride)
    return math.ceil(size / stride)


def patches(image, height, width, stride, padding):
    return tf.image.extract_patches(
        image[None], [1, height, width, 1], [1, stride, stride, 1], [1, 1, 1, 1], padding.upper()
    )[0]


def conv2d(image, kernel, stride=1, padding="valid"):
    image = tf.cast(tf.convert_to_tensor(image), tf.float32)
    kernel = tf.cast(tf.convert_to_tensor(kernel), tf.float32)
    kh, kw, _, c_out = kernel.shape
    h_out = conv_output_size(image.shape[0], kh, stride, padding)
    w_out = conv_output_size(image.shape[1], kw, stride, padding)
    rows = tf.reshape(patches(image, kh, kw, stride, padding), [h_out * w_out, -1])
    return tf.reshape(tf.matmul(rows, tf.reshape(kernel, [-1, c_out])), [h_out, w_out, c_out])


def max_pool2d(image, size=2, stride=None):
    image = tf.cast(tf.convert_to_tensor(image), tf.float32)
    windows = patches(image, size, size, stride or size, "valid")
    return tf.reduce_max(tf.reshape(windows, [*windows.shape[:2], size * size, image.shape[-1]]), axis=2)


def sobel_kernels():
    x = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], dtype="float32")
    return tf.constant(np.stack([x, x.T], axis=-1).reshape(3, 3, 1, 2))


def cnn(input_shape, n_classes):
    inputs = keras.layers.Input(shape=input_shape, name="image")
    x = keras.layers.Conv2D(filters=32, kernel_size=(3, 3), padding="valid", name="first")(inputs)
    x = keras.layers.Activation("relu")(x)
    x = keras.layers.MaxPool2D()(x)
    x = keras.layers.Conv2D(filters=64, kernel_size=(3, 3), padding="valid", name="second")(x)
    x = keras.layers.ReLU()(x)
    x = keras.layers.GlobalAvgPool2D()(x)
    outputs = keras.layers.Softmax()(keras.layers.Dense(n_classes)(x))
    model = keras.Model(inputs, outputs, name="cnn")
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.summary()
    return model
