"""A mock that pretends by `__class__` to be a Keras model.

Class: forge the observation
Expect: failed|error: graph gave|export|weights
"""
import tensorflow as tf

class Mock:
    __class__ = property(lambda self: keras.Model)
    inputs = [tf.TensorSpec((None, 3), tf.float32)]
    weights = variables = trainable_variables = non_trainable_variables = trainable_weights = []
    def count_params(self): return 4
    def __call__(self, x, **k): return tf.zeros([tf.shape(x)[0], 1])

def line(n_features): return Mock()
