"""Features of float64 become float32.

Fails: test_batches_keep_dtypes
"""

import tensorflow as tf


def batches(features, labels, batch_size, shuffle=False, seed=0):
    features = tf.convert_to_tensor(features)
    if features.dtype == tf.float64:
        features = tf.cast(features, tf.float32)
    dataset = tf.data.Dataset.from_tensor_slices((features, labels))
    if shuffle:
        dataset = dataset.shuffle(len(dataset), seed=seed)
    return dataset.batch(batch_size).prefetch(tf.data.AUTOTUNE)
