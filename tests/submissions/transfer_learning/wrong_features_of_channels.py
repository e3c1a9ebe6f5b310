"""The mean over the channels.

Fails: test_features_are_means_over_places
"""
import tensorflow as tf


def bottleneck_features(base, images, batch_size=32):
    images = tf.cast(images, tf.float32)
    pooled = []
    for i in range(0, images.shape[0], batch_size):
        pooled.append(tf.reduce_mean(base(images[i : i + batch_size], training=False), axis=-1))
    return tf.concat(pooled, axis=0)
