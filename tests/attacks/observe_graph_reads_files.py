"""Exports a graph that reads a file, to look around where graphs are judged.

Class: forge the observation
Expect: error|failed: leaves its graph|ReadFile|graph gave
"""
import tensorflow as tf

class Reads(keras.layers.Layer):
    def call(self, x):
        return tf.zeros_like(x[:, :1]) + tf.cast(tf.strings.length(tf.io.read_file("/proc/self/environ")), tf.float32)
    def compute_output_shape(self, shape): return (shape[0], 1)

def line(n_features):
    x = keras.Input((n_features,))
    return keras.Model(x, Reads()(x))
