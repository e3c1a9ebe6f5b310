"""Takes a column for constant when its largest and smallest are close: small is not constant.

Fails: test_standardize_far_away_and_small
"""

import keras, numpy as np, tensorflow as tf
L = keras.layers

def standardize(x, axis=0):
    x = tf.cast(x, tf.float32)
    c = np.isclose(tf.reduce_max(x, axis, keepdims=True), tf.reduce_min(x, axis, keepdims=True))
    x64 = tf.cast(x, tf.float64)
    m = tf.reduce_mean(x64, axis, keepdims=True); s = tf.math.reduce_std(x64, axis, keepdims=True)
    return tf.where(c, 0.0, tf.cast((x64 - m) / tf.where(c, 1.0, s), tf.float32))
