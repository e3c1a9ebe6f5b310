"""Wrong: shuffled once by NumPy.

Fails: test_batches_reshuffle
"""

import numpy as np
import tensorflow as tf


def batches(features, labels, batch_size, shuffle=False, seed=0):
    if shuffle:
        order = np.random.default_rng(seed).permutation(len(features))
        features, labels = tf.gather(features, order), tf.gather(labels, order)
    return tf.data.Dataset.from_tensor_slices((features, labels)).batch(batch_size).prefetch(2)
