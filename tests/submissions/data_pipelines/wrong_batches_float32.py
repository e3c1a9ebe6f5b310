"""Wrong: casts everything to float32.

Fails: test_batches_keep_dtypes
"""

import tensorflow as tf


def batches(features, labels, batch_size, shuffle=False, seed=0):
    dataset = tf.data.Dataset.from_tensor_slices((tf.cast(features, tf.float32), labels))
    if shuffle:
        dataset = dataset.shuffle(len(dataset), seed=seed)
    return dataset.batch(batch_size).prefetch(tf.data.AUTOTUNE)
