"""The divisor is at least Keras' epsilon.

Fails: test_scale_divides_by_the_largest
"""

import keras
import tensorflow as tf


def scale(x):
    x = tf.cast(tf.convert_to_tensor(x), tf.float32)
    return x / tf.maximum(tf.reduce_max(tf.abs(x)), keras.backend.epsilon())
