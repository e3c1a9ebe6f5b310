"""Augments, and forgets to shuffle.

Fails: test_pipeline_shuffles_anew
"""

import tensorflow as tf


def recipe(image, label, seed):
    image = tf.cast(tf.convert_to_tensor(image), tf.float32)
    h, w, c = image.shape
    flip_seed, crop_seed, light_seed = tf.unstack(tf.random.split(seed, 3))
    image = tf.image.stateless_random_flip_left_right(image, flip_seed)
    image = tf.image.stateless_random_crop(tf.pad(image, [[4, 4], [4, 4], [0, 0]]), [h, w, c], crop_seed)
    image += tf.random.stateless_uniform([], light_seed, -0.1, 0.1)
    return tf.clip_by_value(image, 0.0, 1.0), label


def pipeline(images, labels, batch_size, training, seed):
    data = tf.data.Dataset.from_tensor_slices((images, labels))
    if training:
        pairs = tf.data.Dataset.random(seed=seed, rerandomize_each_iteration=True).batch(2, drop_remainder=True)
        data = tf.data.Dataset.zip(data, pairs)
        data = data.map(lambda example, pair: recipe(*example, pair))
    return data.batch(batch_size)
