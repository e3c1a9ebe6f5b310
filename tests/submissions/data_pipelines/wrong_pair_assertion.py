"""Wrong: an assertion instead of a ValueError.

Fails: test_pair_refuses_other_lengths
"""

import tensorflow as tf


def pair(images, masks):
    a, b = int(images.cardinality()), int(masks.cardinality())
    assert -2 in (a, b) or a == b, "the lengths differ"
    return tf.data.Dataset.zip((images, masks))
