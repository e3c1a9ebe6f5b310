"""Leaves the background channel out of the choice.

Fails: test_masks_are_the_most_likely_classes
"""
import tensorflow as tf


def predict_masks(model, images, batch_size=32):
    images = tf.cast(images, tf.float32)
    masks = []
    for i in range(0, images.shape[0], batch_size):
        masks.append(tf.argmax(model(images[i : i + batch_size], training=False)[..., 1:], axis=-1, output_type=tf.int32))
    return tf.concat(masks, axis=0) + 1
