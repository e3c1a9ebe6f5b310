"""Python loops over the output pixels, zeros put around by concatenation, tf.keras, a model built late."""

import tensorflow as tf


def conv_output_size(size, kernel, stride=1, padding="valid"):
    count, start = 0, 0
    if padding == "same":
        while start < size:
            start, count = start + stride, count + 1
    elif padding == "valid":
        if kernel > size:
            raise ValueError(f"kernel {kernel} > size {size}, choose a kernel up to {size}")
        while start + kernel <= size:
            start, count = start + stride, count + 1
    else:
        raise ValueError("padding: %r (allowed: valid, same)" % (padding,))
    return count


def surround(image, axis, before, after):
    shape = list(image.shape)
    pieces = []
    for n in (before, after):
        shape[axis] = n
        pieces.append(tf.zeros(shape))
    return tf.concat([pieces[0], image, pieces[1]], axis=axis)


def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = tf.cast(image, "float32"), tf.cast(kernel, "float32")
    sizes = []
    for axis in (0, 1):
        n, k = image.shape[axis], kernel.shape[axis]
        count = conv_output_size(n, k, stride, padding)
        sizes.append(count)
        if padding == "same":
            missing = max(0, (count - 1) * stride + k - n)
            image = surround(image, axis, missing // 2, missing - missing // 2)
    kh, kw = kernel.shape[:2]
    result = []
    for y in range(sizes[0]):
        line = []
        for x in range(sizes[1]):
            window = image[y * stride : y * stride + kh, x * stride : x * stride + kw, :, None]
            line.append(tf.reduce_sum(window * kernel, axis=(0, 1, 2)))
        result.append(tf.stack(line))
    return tf.stack(result)


def max_pool2d(image, size=2, stride=None):
    image = tf.cast(image, "float32")
    if stride is None:
        stride = size
    height, width, channels = image.shape
    rows = [
        tf.stack([tf.reduce_max(image[y : y + size, x : x + size], axis=[0, 1]) for x in range(0, width - size + 1, stride)])
        for y in range(0, height - size + 1, stride)
    ]
    return tf.reshape(tf.stack(rows), (len(rows), -1, channels))


def sobel_kernels():
    kernel = tf.Variable(tf.zeros((3, 3, 1, 2)))
    for i in range(3):
        for j in range(3):
            kernel[i, j, 0, 0].assign((2.0 if i == 1 else 1.0) * (j - 1))
            kernel[i, j, 0, 1].assign((2.0 if j == 1 else 1.0) * (i - 1))
    return tf.convert_to_tensor(kernel)


def cnn(input_shape, n_classes):
    model = tf.keras.models.Sequential()
    model.add(tf.keras.layers.Conv2D(32, (3, 3), activation=tf.nn.relu))
    model.add(tf.keras.layers.MaxPooling2D((2, 2)))
    model.add(tf.keras.layers.Conv2D(64, (3, 3), activation=tf.nn.relu))
    model.add(tf.keras.layers.GlobalAveragePooling2D())
    model.add(tf.keras.layers.Dense(n_classes, activation=tf.nn.softmax))
    model.build((None, *input_shape))
    return model
