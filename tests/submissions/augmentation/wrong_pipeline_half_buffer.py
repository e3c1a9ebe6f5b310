"""Wrong: the buffer of the shuffle holds half of the examples.

Fails: test_pipeline_shuffles_anew
"""

import tensorflow as tf


def pipeline(images, labels, batch_size, training, seed):
    data = tf.data.Dataset.from_tensor_slices((images, labels))
    if training:
        pairs = tf.data.Dataset.random(seed=seed, rerandomize_each_iteration=True).batch(2, drop_remainder=True)
        data = tf.data.Dataset.zip(data.shuffle(len(images) // 2, seed=seed), pairs)
        data = data.map(lambda example, pair: augment(*example, pair), num_parallel_calls=tf.data.AUTOTUNE)
    return data.batch(batch_size).prefetch(tf.data.AUTOTUNE)
