"""Right: dense layers of one's own whose kernels are (outputs, inputs), with the penalty on the hidden ones."""

import keras
import tensorflow as tf


class Linear(keras.layers.Layer):
    def __init__(self, units, penalty=0.0):
        super().__init__()
        self.units = units
        self.regularizer = keras.regularizers.L2(penalty) if penalty > 0 else None

    def build(self, shape):
        kernel_shape = (self.units, shape[-1])
        self.kernel = self.add_weight(shape=kernel_shape, initializer="he_normal", regularizer=self.regularizer, name="kernel")
        self.bias = self.add_weight(shape=(self.units,), initializer="zeros", name="bias")

    def call(self, x):
        return tf.matmul(x, self.kernel, transpose_b=True) + self.bias


def mlp(n_features, n_classes, units, dropout=0.0, l2=0.0):
    model = keras.Sequential([keras.Input((n_features,))])
    for size in units:
        model.add(Linear(size, l2))
        model.add(keras.layers.ReLU())
        if dropout > 0:
            model.add(keras.layers.Dropout(dropout))
    model.add(Linear(n_classes))
    model.add(keras.layers.Softmax())
    return model
