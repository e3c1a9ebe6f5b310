"""Wrong: the seed is not used.

Fails: test_batches_by_seed
"""

import tensorflow as tf


def batches(features, labels, batch_size, shuffle=False, seed=0):
    dataset = tf.data.Dataset.from_tensor_slices((features, labels))
    if shuffle:
        dataset = dataset.shuffle(len(dataset))
    return dataset.batch(batch_size).prefetch(tf.data.AUTOTUNE)
