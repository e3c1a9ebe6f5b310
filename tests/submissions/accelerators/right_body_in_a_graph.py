"""Right: the half-precision body is a graph of its own within the model; one Dense in float32 ends it."""

import keras
import numpy as np
import tensorflow as tf


class Half(keras.Model):
    def __init__(self, n_classes):
        super().__init__(dtype="float32")
        self.convolve = keras.layers.Conv2D(8, 5, strides=3, activation="relu", dtype="mixed_float16")
        self.hidden = keras.layers.Dense(16, activation="relu", dtype="mixed_float16")
        self.pool = keras.layers.GlobalAveragePooling2D(dtype="mixed_float16")
        self.classes = keras.layers.Dense(n_classes, activation="softmax", dtype="float32")
        self.body = tf.function(lambda images: self.pool(self.hidden(self.convolve(images))))

    def call(self, images):
        return self.classes(self.body(images))


def mixed_precision_model(input_shape, n_classes):
    model = Half(n_classes)
    zeros = np.zeros((1, *input_shape), "float32")
    model.pool(model.hidden(model.convolve(zeros)))  # makes the weights
    model(zeros)
    return model
