"""Right: all draws of a recipe as one vector; one number for a place; image and mask glued together."""

import tensorflow as tf


@tf.function(reduce_retracing=True)
def _flip(image, seed):
    return tf.cond(tf.random.stateless_uniform([], seed) > 0.5, lambda: tf.image.flip_left_right(image), lambda: image)


def random_flip(image, seed):
    return _flip(tf.cast(image, tf.float32), tf.stack([tf.cast(s, tf.int32) for s in tf.unstack(tf.convert_to_tensor(seed))]))


def random_crop(image, height, width, seed):
    image = tf.cast(image, tf.float32)
    h, w = image.shape[:2]
    if not (height <= h and width <= w):
        raise ValueError("too large a window")
    places = (h - height + 1) * (w - width + 1)
    place = tf.random.stateless_uniform([], seed, maxval=places, dtype=tf.int32)
    y, x = place // (w - width + 1), place % (w - width + 1)
    return tf.gather(tf.gather(image, tf.range(height) + y), tf.range(width) + x, axis=1)


def augment(image, label, seed):
    u = tf.random.stateless_uniform([4], seed)
    image = tf.cast(image, tf.float32)
    h, w, c = image.shape
    image = tf.where(u[0] < 0.5, image[:, ::-1], image)
    y = tf.cast(tf.floor(u[1] * 9), tf.int32)
    x = tf.cast(u[2] * 9, tf.int32)
    padded = tf.concat([tf.zeros((4, w, c)), image, tf.zeros((4, w, c))], 0)
    padded = tf.concat([tf.zeros((h + 8, 4, c)), padded, tf.zeros((h + 8, 4, c))], 1)
    return tf.clip_by_value(tf.slice(padded, [y, x, 0], [h, w, c]) + (u[3] * 0.2 - 0.1), 0, 1), label


def augment_with_mask(image, mask, seed):
    mask = tf.convert_to_tensor(mask)
    together = tf.concat([tf.cast(image, tf.float64), tf.cast(mask, tf.float64)[..., None]], -1)
    h, w, c = together.shape
    together = random_flip(together, (seed[0], seed[1]))
    together = random_crop(tf.pad(together, [[4, 4], [4, 4], [0, 0]]), h, w, (seed[1], seed[0] + 12345))
    return together[..., :-1], tf.cast(tf.round(together[..., -1]), mask.dtype)
