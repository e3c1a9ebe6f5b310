"""Keras' own loss, which rescales the rows.

Fails: test_categorical_does_not_rescale
"""
import keras
import tensorflow as tf


def categorical_crossentropy(targets, probabilities):
    t, p = tf.cast(targets, tf.float32), tf.cast(probabilities, tf.float32)
    return tf.reduce_mean(keras.losses.categorical_crossentropy(t, p))
