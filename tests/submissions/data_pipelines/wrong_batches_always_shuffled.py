"""Wrong: shuffles without being asked.

Fails: test_batches_in_order
"""

import tensorflow as tf


def batches(features, labels, batch_size, shuffle=False, seed=0):
    dataset = tf.data.Dataset.from_tensor_slices((features, labels))
    return dataset.shuffle(len(dataset), seed=seed).batch(batch_size).prefetch(tf.data.AUTOTUNE)
