"""Wrong: the mask comes first.

Fails: test_pairs
"""

import tensorflow as tf


def pair(images, masks):
    a, b = int(images.cardinality()), int(masks.cardinality())
    if -2 not in (a, b) and a != b:
        raise ValueError("the lengths differ")
    return tf.data.Dataset.zip((masks, images))
