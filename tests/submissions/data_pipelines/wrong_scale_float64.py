"""Wrong: float64 images.

Fails: test_scale_gives_float32
"""

import tensorflow as tf


def scale_images(dataset):
    def scale(image, label):
        return tf.cast(image, tf.float64) / 255.0, label

    return dataset.map(scale, num_parallel_calls=tf.data.AUTOTUNE)
