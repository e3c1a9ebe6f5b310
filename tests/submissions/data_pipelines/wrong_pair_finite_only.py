"""Wrong: infinite lengths are not compared.

Fails: test_pair_refuses_infinite_against_finite
"""

import tensorflow as tf


def pair(images, masks):
    a, b = int(images.cardinality()), int(masks.cardinality())
    if a >= 0 and b >= 0 and a != b:
        raise ValueError("the lengths differ")
    return tf.data.Dataset.zip((images, masks))
