"""Right: dense layers of one's own whose kernels are (outputs, inputs)."""

import keras
import tensorflow as tf


class Dense(keras.layers.Layer):
    def __init__(self, units, activation=None):
        super().__init__()
        self.units, self.activation = units, keras.activations.get(activation)

    def build(self, shape):
        self.w = self.add_weight(shape=(self.units, shape[-1]), initializer="glorot_uniform", name="w")
        self.b = self.add_weight(shape=(self.units,), initializer="zeros", name="b")

    def call(self, x):
        return self.activation(tf.matmul(x, self.w, transpose_b=True) + self.b)


def binary_classifier(n_features, hidden=(16,)):
    layers = [Dense(size, "relu") for size in hidden]
    model = keras.Sequential([keras.Input((n_features,)), *layers, Dense(1, "sigmoid")])
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return model
