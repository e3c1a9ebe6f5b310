"""The last batch is filled up with images from the front, and not cut off.

Fails: test_masks_of_every_image
"""
import tensorflow as tf


def predict_masks(model, images, batch_size=32):
    images = tf.cast(images, tf.float32)
    masks = []
    fill = -images.shape[0] % batch_size
    images = tf.concat([images, images[:fill]], 0)
    for i in range(0, images.shape[0], batch_size):
        masks.append(tf.argmax(model(images[i : i + batch_size], training=False), axis=-1, output_type=tf.int32))
    return tf.concat(masks, axis=0)
