"""Wrong: a buffer of 50,000, which holds most datasets, but not every one.

Fails: test_batches_shuffle_by_a_full_buffer
"""

import tensorflow as tf


def batches(features, labels, batch_size, shuffle=False, seed=0):
    dataset = tf.data.Dataset.from_tensor_slices((features, labels))
    if shuffle:
        dataset = dataset.shuffle(50_000, seed=seed)
    return dataset.batch(batch_size).prefetch(tf.data.AUTOTUNE)
