"""One dense layer whose outputs are split into box and label, in a subclassed model."""

import keras
import numpy as np
import tensorflow as tf


class Net(keras.Model):
    def __init__(self, n_classes):
        super().__init__()
        self.body = keras.Sequential([layer for f in (16, 32, 64, 64) for layer in (
            keras.layers.Conv2D(f, 3, padding="same", activation="relu"), keras.layers.MaxPooling2D(2))])
        self.flat = keras.layers.Flatten()
        self.hidden = keras.layers.Dense(64, "relu")
        self.heads = keras.layers.Dense(4 + n_classes)

    def call(self, x, training=None):
        h = self.heads(self.hidden(self.flat(self.body(x, training=training))))
        box, label = tf.split(h, [4, h.shape[-1] - 4], axis=-1)
        return {"label": tf.nn.softmax(label), "box": tf.sigmoid(box)}


def localizer(input_shape, n_classes):
    net = Net(n_classes)
    net.build((None, *input_shape))
    net(np.zeros((1, *input_shape), "float32"))
    return net
