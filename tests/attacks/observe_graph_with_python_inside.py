"""Exports a graph that calls back into Python, to run code where graphs are judged.

Class: forge the observation
Expect: error|failed: leaves its graph|PyFunc|graph gave
"""
import tensorflow as tf

class Calls(keras.layers.Layer):
    def call(self, x):
        y = tf.py_function(lambda v: v[:, :1] * 0.0, [x], tf.float32)
        y.set_shape([None, 1])
        return y
    def compute_output_shape(self, shape): return (shape[0], 1)

def line(n_features):
    x = keras.Input((n_features,))
    return keras.Model(x, Calls()(x))
