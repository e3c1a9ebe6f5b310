"""A Keras layer is no less ready-made.

Fails: test_pool_by_hand
"""

import keras
import tensorflow as tf


def max_pool2d(image, size=2, stride=None):
    return keras.layers.MaxPooling2D(size, stride)(tf.cast(image, tf.float32)[tf.newaxis])[0]
