"""Wrong: masks are scaled as well.

Fails: test_scale_leaves_labels_alone
"""

import tensorflow as tf


def scale_images(dataset):
    def scale(image, label):
        image = tf.cast(image, tf.float32) / 255.0
        if label.dtype == tf.uint8:
            label = tf.cast(label, tf.float32) / 255.0
        return image, label

    return dataset.map(scale, num_parallel_calls=tf.data.AUTOTUNE)
