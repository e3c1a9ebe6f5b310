"""Wrong: takes all images for squares of three channels.

Fails: test_scale_any_shape
"""

import tensorflow as tf


def scale_images(dataset):
    def scale(image, label):
        image = tf.ensure_shape(image, image.shape if image.shape.is_fully_defined() else (8, 8, 3))
        return tf.cast(image, tf.float32) / 255.0, label

    return dataset.map(scale, num_parallel_calls=tf.data.AUTOTUNE)
