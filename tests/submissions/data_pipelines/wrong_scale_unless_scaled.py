"""Wrong: an image whose values are at most 1 is taken for one that is scaled already.

Fails: test_scale_values
"""

import tensorflow as tf


def scale_images(dataset):
    def scale(image, label):
        image = tf.cast(image, tf.float32)
        return tf.where(tf.reduce_max(image) > 1.0, image / 255.0, image), label

    return dataset.map(scale, num_parallel_calls=tf.data.AUTOTUNE)
