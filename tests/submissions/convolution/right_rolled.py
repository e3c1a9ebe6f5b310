"""Right: shifted copies weighted and added, sorting for the maximum, an outer product, a subclassed network."""

import keras
import numpy as np
import tensorflow as tf


def conv_output_size(size, kernel, stride=1, padding="valid"):
    if padding == "same":
        return len(range(0, size, stride))
    if padding != "valid":
        raise ValueError(f"unknown padding {padding}; use 'valid' or 'same'")
    if size < kernel:
        raise ValueError(f"a kernel of {kernel} does not fit into {size}; use a smaller one")
    return len(range(0, size - kernel + 1, stride))


def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = tf.cast(image, tf.float32), tf.cast(kernel, tf.float32)
    kh, kw, c_in, c_out = kernel.shape
    rows, columns = (conv_output_size(s, k, stride, padding) for s, k in zip(image.shape[:2], (kh, kw)))
    if padding == "same":
        margins = []
        for count, s, k in ((rows, image.shape[0], kh), (columns, image.shape[1], kw)):
            missing = max((count - 1) * stride + k - s, 0)
            margins.append([missing // 2, missing - missing // 2])
        image = tf.pad(image, margins + [[0, 0]])
    total = tf.zeros([rows, columns, c_out])
    for dy, dx in np.ndindex(kh, kw):
        view = image[dy : dy + (rows - 1) * stride + 1 : stride, dx : dx + (columns - 1) * stride + 1 : stride]
        total += tf.tensordot(view, kernel[dy, dx], axes=[[2], [0]])
    return total


def max_pool2d(image, size=2, stride=None):
    stride = size if stride is None else stride
    image = tf.cast(image, tf.float32)
    rows, columns = ((side - size) // stride + 1 for side in image.shape[:2])
    y = (np.arange(rows) * stride)[:, None] + np.arange(size)
    x = (np.arange(columns) * stride)[:, None] + np.arange(size)
    windows = tf.gather(tf.gather(image, y.ravel(), axis=0), x.ravel(), axis=1)
    windows = tf.reshape(windows, [rows, size, columns, size, image.shape[2]])
    flat = tf.reshape(tf.transpose(windows, [0, 2, 4, 1, 3]), [rows, columns, image.shape[2], size * size])
    return tf.math.top_k(flat, k=1).values[..., 0]


def sobel_kernels():
    smooth, change = np.array([1.0, 2.0, 1.0]), np.array([-1.0, 0.0, 1.0])
    across = np.outer(smooth, change)
    return tf.constant(np.dstack([across, across.T])[:, :, None, :], tf.float32)


class Net(keras.Model):
    def __init__(self, n_classes):
        super().__init__()
        self.blocks = [
            keras.layers.Convolution2D(32, (3, 3)),
            keras.layers.ReLU(),
            keras.layers.MaxPool2D(),
            keras.layers.Conv2D(64, 3, activation=keras.ops.relu),
        ]
        self.head = keras.layers.Dense(n_classes)

    def call(self, x):
        for block in self.blocks:
            x = block(x)
        return keras.ops.softmax(self.head(keras.ops.mean(x, axis=(1, 2))), axis=-1)


def cnn(input_shape, n_classes):
    net = Net(n_classes)
    net(np.zeros((1, *input_shape), "float32"))
    return net
