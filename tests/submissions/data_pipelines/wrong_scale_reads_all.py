"""Wrong: scales everything at once.

Fails: test_scale_is_lazy
"""

import tensorflow as tf


def scale_images(dataset):
    def scale(image, label):
        return tf.cast(image, tf.float32) / 255.0, label

    scaled = dataset.map(scale, num_parallel_calls=tf.data.AUTOTUNE)
    if dataset.cardinality() < 0:
        return scaled
    rows = list(scaled)
    return tf.data.Dataset.from_generator(lambda: iter(rows), output_signature=scaled.element_spec)
