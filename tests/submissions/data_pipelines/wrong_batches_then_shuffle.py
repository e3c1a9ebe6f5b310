"""Wrong: shuffles batches instead of rows.

Fails: test_batches_shuffle_before_batching
"""

import tensorflow as tf


def batches(features, labels, batch_size, shuffle=False, seed=0):
    dataset = tf.data.Dataset.from_tensor_slices((features, labels))
    dataset = dataset.batch(batch_size)
    if shuffle:
        dataset = dataset.shuffle(len(dataset), seed=seed)
    return dataset.prefetch(tf.data.AUTOTUNE)
