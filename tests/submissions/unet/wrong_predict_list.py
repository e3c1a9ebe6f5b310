"""A list of batches instead of one array.

Fails: test_masks_of_every_image
"""
import tensorflow as tf


def predict_masks(model, images, batch_size=32):
    images = tf.cast(images, tf.float32)
    masks = []
    for i in range(0, images.shape[0], batch_size):
        masks.append(tf.argmax(model(images[i : i + batch_size], training=False), axis=-1, output_type=tf.int32))
    return masks
