"""Wrong: a buffer of ten batches.

Fails: test_batches_shuffle_by_a_full_buffer
"""

import tensorflow as tf


def batches(features, labels, batch_size, shuffle=False, seed=0):
    dataset = tf.data.Dataset.from_tensor_slices((features, labels))
    if shuffle:
        dataset = dataset.shuffle(10 * batch_size, seed=seed)
    return dataset.batch(batch_size).prefetch(tf.data.AUTOTUNE)
