"""Wrong: a device is pinned.

Fails: test_localizer_has_nothing_else
"""

import keras
import tensorflow as tf


def localizer(input_shape, n_classes):
    image = keras.Input(input_shape)
    x = image
    for filters in (16, 32, 64, 64):
        x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
        x = keras.layers.MaxPooling2D(2)(x)
    x = keras.layers.Flatten()(x)
    x = keras.layers.Dense(64, activation="relu")(x)
    label = keras.layers.Dense(n_classes, activation="softmax")(x)
    box = keras.layers.Dense(4, activation="sigmoid")(x)
    model = keras.Model(image, {"label": label, "box": box})

    class Pinned(keras.Model):
        def __init__(self):
            super().__init__()
            self.inner = model

        def call(self, x, training=None):
            with tf.device("/CPU:0"):
                return self.inner(x)

    pinned = Pinned()
    pinned(tf.zeros((1, *input_shape)))
    return pinned
