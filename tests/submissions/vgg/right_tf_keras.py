"""Right: tf.keras, models built by their input shape at the end, other initializers, prints."""

import tensorflow as tf

Conv2D, MaxPooling2D, Dense = tf.keras.layers.Conv2D, tf.keras.layers.MaxPooling2D, tf.keras.layers.Dense


def receptive_field(layers):
    r, j = 1, 1
    for k, s in layers:
        r, j = r + (k - 1) * j, j * s
    return tf.constant(r)


def stack_params(n_convs, channels, kernel=3):
    return (channels * channels * kernel**2 + channels) * n_convs


def vgg_block(filters, n_convs):
    net = tf.keras.models.Sequential(name=f"vgg_block_{n_convs}x{filters}")
    for _ in range(n_convs):
        net.add(Conv2D(filters, kernel_size=3, padding="SAME", kernel_initializer="he_uniform"))
        net.add(tf.keras.layers.Activation("relu"))
    net.add(MaxPooling2D((2, 2)))
    return net


def vgg16(input_shape=(224, 224, 3), n_classes=1000):
    init = tf.keras.initializers.RandomNormal(stddev=0.01)
    net = tf.keras.models.Sequential()
    for filters, times in {64: (2,), 128: (2,), 256: (3,), 512: (3, 3)}.items():
        for n in times:
            for _ in range(n):
                net.add(Conv2D(filters, 3, activation="relu", padding="same", kernel_initializer=init))
            net.add(MaxPooling2D(2, 2))
    net.add(tf.keras.layers.Flatten())
    net.add(Dense(4096, activation=tf.keras.activations.relu))
    net.add(Dense(4096, activation=tf.keras.activations.relu))
    net.add(Dense(n_classes, activation=tf.keras.activations.softmax))
    net.build((None, *input_shape))
    net.summary()
    return net


def mini_vgg(input_shape, n_classes, width=8):
    net = tf.keras.models.Sequential([tf.keras.layers.InputLayer(shape=input_shape)])
    while len(net.layers) < 3:
        net.add(vgg_block(width, 2))
        width *= 2
    net.add(tf.keras.layers.GlobalAvgPool2D())
    net.add(Dense(n_classes))
    net.add(tf.keras.layers.Softmax())
    return net
