"""Wrong: infinite datasets are refused altogether.

Fails: test_pair_allows_unknown_lengths
"""

import tensorflow as tf


def pair(images, masks):
    a, b = int(images.cardinality()), int(masks.cardinality())
    if a == -1 or b == -1 or (-2 not in (a, b) and a != b):
        raise ValueError("the lengths differ or are infinite")
    return tf.data.Dataset.zip((images, masks))
