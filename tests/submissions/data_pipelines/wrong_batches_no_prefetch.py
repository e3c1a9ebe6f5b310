"""Wrong: without prefetching.

Fails: test_batches_are_prefetched
"""

import tensorflow as tf


def batches(features, labels, batch_size, shuffle=False, seed=0):
    dataset = tf.data.Dataset.from_tensor_slices((features, labels))
    if shuffle:
        dataset = dataset.shuffle(len(dataset), seed=seed)
    return dataset.batch(batch_size)
