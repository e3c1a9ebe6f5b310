"""All images at once.

Fails: test_features_in_batches
"""
import tensorflow as tf


def bottleneck_features(base, images, batch_size=32):
    return tf.reduce_mean(base(tf.cast(images, tf.float32), training=False), axis=[1, 2])
