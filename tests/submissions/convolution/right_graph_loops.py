"""Loops that AutoGraph turns into graph loops, reshapes before the maximum, a Sequential in a Sequential."""

import keras
import numpy as np
import tensorflow as tf

L = keras.layers


def conv_output_size(size, kernel, stride=1, padding="valid"):
    if padding == "valid" and kernel > size:
        raise ValueError(f"'valid' needs a kernel of at most {size}, not {kernel}")
    if padding == "valid":
        return int(np.ceil((size - kernel + 1) / stride))
    if padding == "same":
        return int(np.ceil(size / stride))
    raise ValueError(f"{padding}? Only 'valid' and 'same' are known")


def conv2d(image, kernel, stride=1, padding="valid"):
    image = tf.cast(image, tf.float32)
    kernel = tf.cast(kernel, tf.float32)
    h, w, c = image.shape
    kh, kw, _, c_out = kernel.shape
    rows, columns = conv_output_size(h, kh, stride, padding), conv_output_size(w, kw, stride, padding)
    if padding == "same":
        # a canvas of zeros that is always large enough, then cut
        top, left = max((rows - 1) * stride + kh - h, 0) // 2, max((columns - 1) * stride + kw - w, 0) // 2
        image = tf.pad(image, [[top, kh], [left, kw], [0, 0]])
    lines = tf.TensorArray(tf.float32, size=rows, element_shape=(columns, c_out))
    for y in tf.range(rows):
        band = tf.slice(image, [y * stride, 0, 0], [kh, -1, -1])
        line = tf.TensorArray(tf.float32, size=columns, element_shape=(c_out,))
        for x in tf.range(columns):
            window = tf.slice(band, [0, x * stride, 0], [kh, kw, c])
            line = line.write(x, tf.tensordot(window, kernel, axes=3))
        lines = lines.write(y, line.stack())
    return tf.ensure_shape(lines.stack(), (rows, columns, c_out))


def max_pool2d(image, size=2, stride=None):
    image = tf.cast(image, tf.float32)
    h, w, c = image.shape
    if stride in (None, size):
        image = image[: h - h % size, : w - w % size]
        return tf.reduce_max(tf.reshape(image, (h // size, size, w // size, size, c)), axis=(1, 3))
    best = None
    for i in range(size):
        for j in range(size):
            here = image[i : h - size + i + 1, j : w - size + j + 1][::stride, ::stride]
            best = here if best is None else tf.where(here > best, here, best)
    return best


def sobel_kernels():
    gx = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    return tf.cast(np.dstack([gx, np.transpose(gx)])[:, :, np.newaxis], tf.float32)


def block(filters):
    return keras.Sequential([L.Conv2D(filters, 3), L.Activation("relu")])


def cnn(input_shape, n_classes):
    features = keras.Sequential([L.Input(input_shape), block(32), L.MaxPool2D(), block(64)])
    mean = L.Lambda(lambda maps: tf.reduce_mean(maps, axis=(1, 2)))
    model = keras.Sequential([features, mean, L.Dense(n_classes), L.Softmax()])
    model.compile("sgd", "categorical_crossentropy")
    return model
