"""Wrong: reads both into a list.

Fails: test_pair_is_lazy
"""

import tensorflow as tf


def pair(images, masks):
    a, b = int(images.cardinality()), int(masks.cardinality())
    if -2 not in (a, b) and a != b:
        raise ValueError("the lengths differ")
    if a >= 0:
        list(images)
    return tf.data.Dataset.zip((images, masks))
