"""Probabilities instead of classes.

Fails: test_masks_are_the_most_likely_classes, test_masks_are_int32
"""
import tensorflow as tf


def predict_masks(model, images, batch_size=32):
    images = tf.cast(images, tf.float32)
    masks = []
    for i in range(0, images.shape[0], batch_size):
        masks.append(tf.nn.softmax(model(images[i : i + batch_size], training=False)))
    return tf.concat(masks, axis=0)
