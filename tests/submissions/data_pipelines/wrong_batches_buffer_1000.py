"""Wrong: a buffer of 1,000.

Fails: test_batches_shuffle_by_a_full_buffer
"""

import tensorflow as tf


def batches(features, labels, batch_size, shuffle=False, seed=0):
    dataset = tf.data.Dataset.from_tensor_slices((features, labels))
    if shuffle:
        dataset = dataset.shuffle(1000, seed=seed)
    return dataset.batch(batch_size).prefetch(tf.data.AUTOTUNE)
