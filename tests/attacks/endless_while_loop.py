"""Loops for ever in TensorFlow's C++, where no Python signal arrives.

Class: never finish
Expect: timeout: 4 s
"""
import tensorflow as tf

def halves(x):
    return tf.function(lambda: tf.while_loop(lambda i: i > -1.0, lambda i: [i + 0.0], [1.0]))()
