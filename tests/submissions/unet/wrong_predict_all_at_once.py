"""All images at once.

Fails: test_masks_in_batches
"""
import tensorflow as tf


def predict_masks(model, images, batch_size=32):
    return tf.argmax(model(tf.cast(images, tf.float32), training=False), axis=-1, output_type=tf.int32)
