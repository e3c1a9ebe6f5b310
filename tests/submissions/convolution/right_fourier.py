"""A convolution by the Fourier transform, maxima by top_k over the patches, layers in a list."""

import keras
import tensorflow as tf


def conv_output_size(size, kernel, stride=1, padding="valid"):
    if not padding in {"same", "valid"}:
        raise ValueError("I only know the paddings same and valid, got " + str(padding))
    if padding == "valid":
        size -= kernel - 1
        if size < 1:
            raise ValueError("The kernel is too large; it must not exceed the size.")
    return int(1 + (size - 1) // stride)


def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = tf.cast(image, tf.float32), tf.cast(kernel, tf.float32)
    pads, counts = [], []
    for n, k in zip(image.shape[:2], kernel.shape[:2]):
        count = conv_output_size(n, k, stride, padding)
        counts.append(count)
        zeros = max((count - 1) * stride + k - n, 0) if padding == "same" else 0
        pads.append([zeros // 2, zeros - zeros // 2])
    image = tf.pad(image, pads + [[0, 0]])
    size = [int(image.shape[0] + kernel.shape[0]), int(image.shape[1] + kernel.shape[1])]
    seen = tf.signal.rfft2d(tf.transpose(image, [2, 0, 1]), size)
    weights = tf.signal.rfft2d(tf.transpose(kernel, [2, 3, 0, 1]), size)
    whole = tf.signal.irfft2d(tf.reduce_sum(seen[:, None] * tf.math.conj(weights), axis=0), size)
    result = tf.transpose(whole, [1, 2, 0])[::stride, ::stride]
    return result[: counts[0], : counts[1]]


def max_pool2d(image, size=2, stride=None):
    stride = stride if stride is not None else size
    image = tf.cast(tf.convert_to_tensor(image), tf.float32)
    channels = []
    for channel in tf.unstack(image, axis=-1):
        cut = tf.image.extract_patches(
            channel[None, ..., None],
            sizes=[1, size, size, 1],
            strides=[1, stride, stride, 1],
            rates=[1, 1, 1, 1],
            padding="VALID",
        )
        channels.append(tf.math.top_k(cut[0], k=1).values[..., 0])
    return tf.stack(channels, axis=-1)


def sobel_kernels():
    return tf.constant(
        [
            [[[-1.0, -1.0]], [[0.0, -2.0]], [[1.0, -1.0]]],
            [[[-2.0, 0.0]], [[0.0, 0.0]], [[2.0, 0.0]]],
            [[[-1.0, 1.0]], [[0.0, 2.0]], [[1.0, 1.0]]],
        ]
    )


def cnn(input_shape, n_classes):
    x = inputs = keras.Input(input_shape)
    layers = [
        keras.layers.Conv2D(32, 3, activation="relu"),
        keras.layers.MaxPooling2D(2, 2),
        keras.layers.Conv2D(64, 3, strides=1, activation="relu"),
        keras.layers.GlobalAveragePooling2D(keepdims=True),
        keras.layers.Flatten(),
        keras.layers.Dense(n_classes, "softmax"),
    ]
    for layer in layers:
        x = layer(x)
    return keras.models.Model(inputs=[inputs], outputs=x)
