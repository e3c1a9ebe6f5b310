"""Wrong: the generator of Python is seeded, which all other code shares.

Fails: test_flip_leaves_global_generators
"""

import tensorflow as tf


def random_flip(image, seed):
    import random
    image = tf.cast(tf.convert_to_tensor(image), tf.float32)
    random.seed(int(seed[0]) * 1000003 + int(seed[1]))
    return tf.reverse(image, axis=[1]) if random.random() < 0.5 else image
