"""Returns a mock that tells the right shapes and counts, with no weight behind them.

Class: forge the observation
Expect: failed|error: graph gave|CannotExport|export
"""
import numpy as np
import tensorflow as tf

class Mock:
    inputs = [tf.TensorSpec((None, 3), tf.float32)]
    output_shape = (None, 1)
    weights = trainable_weights = trainable_variables = [np.zeros((3, 1)), np.zeros(1)]
    def count_params(self): return 4
    def __call__(self, x, **k): return tf.zeros([tf.shape(x)[0], 1])

def line(n_features): return Mock()
