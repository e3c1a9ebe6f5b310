"""Wrong: only missing masks are noticed.

Fails: test_pair_refuses_other_lengths
"""

import tensorflow as tf


def pair(images, masks):
    a, b = int(images.cardinality()), int(masks.cardinality())
    if a >= 0 and b >= 0 and b < a:
        raise ValueError("masks are missing")
    if (a == -1) != (b == -1) and -2 not in (a, b):
        raise ValueError("one of them never ends")
    return tf.data.Dataset.zip((images, masks))
