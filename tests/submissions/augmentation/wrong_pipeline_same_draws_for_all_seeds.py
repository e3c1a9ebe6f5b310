"""Wrong: the seed decides on the order only: all seeds augment alike.

Fails: test_pipeline_other_seeds
"""

import tensorflow as tf


def pipeline(images, labels, batch_size, training, seed):
    data = tf.data.Dataset.from_tensor_slices((images, labels))
    if training:
        pairs = tf.data.Dataset.random(seed=1, rerandomize_each_iteration=True).batch(2, drop_remainder=True)
        data = tf.data.Dataset.zip(data.shuffle(len(images), seed=seed), pairs)
        data = data.map(lambda example, pair: augment(*example, pair), num_parallel_calls=tf.data.AUTOTUNE)
    return data.batch(batch_size).prefetch(tf.data.AUTOTUNE)
