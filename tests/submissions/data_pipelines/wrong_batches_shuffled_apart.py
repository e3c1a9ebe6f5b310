"""Wrong: features and labels are shuffled apart.

Fails: test_batches_shuffle_rows_with_labels
"""

import tensorflow as tf


def batches(features, labels, batch_size, shuffle=False, seed=0):
    x = tf.data.Dataset.from_tensor_slices(features)
    y = tf.data.Dataset.from_tensor_slices(labels)
    if shuffle:
        x = x.shuffle(len(x), seed=seed)
        y = y.shuffle(len(y), seed=seed + 1)
    return tf.data.Dataset.zip((x, y)).batch(batch_size).prefetch(tf.data.AUTOTUNE)
