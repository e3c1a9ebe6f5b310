"""Runs every batch twice, to find out the number of channels first.

Fails: test_features_are_computed_once
"""
import tensorflow as tf


def bottleneck_features(base, images, batch_size=32):
    images = tf.cast(images, tf.float32)
    pooled = []
    for i in range(0, images.shape[0], batch_size):
        n_channels = base(images[i : i + batch_size], training=False).shape[-1]
        assert n_channels
        pooled.append(tf.reduce_mean(base(images[i : i + batch_size], training=False), axis=[1, 2]))
    return tf.concat(pooled, axis=0)
