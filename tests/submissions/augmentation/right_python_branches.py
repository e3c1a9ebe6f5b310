"""Right: Python branches over tensors; sizes taken from the image at the end."""

import tensorflow as tf


def random_flip(image, seed):
    image = tf.cast(image, tf.float32)
    if tf.random.stateless_uniform((), seed=seed) < 0.5:
        return image[:, ::-1]
    return image


def random_crop(image, height, width, seed):
    image = tf.cast(image, tf.float32)
    h, w = image.shape[0], image.shape[1]
    if height > h:
        raise ValueError(f"height {height} > {h}")
    if width > w:
        raise ValueError(f"width {width} > {w}")
    seeds = tf.random.experimental.stateless_split(seed, num=2)
    top = tf.random.stateless_uniform((), seeds[0], minval=0, maxval=h - height + 1, dtype=tf.int32)
    left = tf.random.stateless_uniform((), seeds[1], minval=0, maxval=w - width + 1, dtype=tf.int32)
    return tf.slice(image, [top, left, 0], [height, width, image.shape[2]])


def augment(image, label, seed):
    s1, s2, s3 = tf.unstack(tf.random.split(seed, 3))
    h, w, c = tf.convert_to_tensor(image).shape
    image = random_flip(image, s1)
    image = tf.image.pad_to_bounding_box(image, 4, 4, h + 8, w + 8)
    image = random_crop(image, h, w, s2)
    delta = tf.random.stateless_uniform((), s3, -0.1, 0.1)
    return tf.clip_by_value(image + delta, 0, 1), label


def augment_with_mask(image, mask, seed):
    image = tf.cast(image, tf.float32)
    mask = tf.convert_to_tensor(mask)
    s1, s2, s3 = tf.unstack(tf.random.split(seed, 3))
    if tf.random.stateless_uniform((), s1) >= 0.5:
        image = tf.reverse(image, [1])
        mask = tf.reverse(mask, [1])
    image = tf.pad(image, [[4, 4], [4, 4], [0, 0]])
    mask = tf.pad(mask, [[4, 4], [4, 4]])
    y = tf.random.stateless_uniform((), s2, 0, 9, tf.int32)
    x = tf.random.stateless_uniform((), s3, 0, 9, tf.int32)
    return image[y:y + image.shape[0] - 8, x:x + image.shape[1] - 8], mask[y:y + mask.shape[0] - 8, x:x + mask.shape[1] - 8]
