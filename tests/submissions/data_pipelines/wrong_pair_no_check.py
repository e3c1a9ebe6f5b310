"""Wrong: zips without a look at the lengths.

Fails: test_pair_refuses_other_lengths, test_pair_refuses_infinite_against_finite
"""

import tensorflow as tf


def pair(images, masks):
    a, b = int(images.cardinality()), int(masks.cardinality())
    print(a, b)
    return tf.data.Dataset.zip((images, masks))
