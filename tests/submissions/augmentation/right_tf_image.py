"""Right: the ready-made functions of tf.image, seeds by fold_in, a generator's seeds in the pipeline."""

import tensorflow as tf


def random_flip(image, seed):
    return tf.image.stateless_random_flip_left_right(tf.image.convert_image_dtype(image, tf.float32), seed=seed)


def random_crop(image, height, width, seed):
    image = tf.image.convert_image_dtype(image, dtype=tf.float32)
    if image.shape[0] < height or image.shape[1] < width:
        raise ValueError("The crop must not be larger than the image, which is %s." % (image.shape,))
    return tf.image.stateless_random_crop(image, size=[height, width, tf.shape(image)[-1]], seed=seed)


def augment(image, label, seed):
    seed = tf.convert_to_tensor(seed)
    image = random_flip(image, tf.random.fold_in(seed, 0))
    padded = tf.image.resize_with_crop_or_pad(image, image.shape[0] + 8, image.shape[1] + 8)
    image = random_crop(padded, image.shape[0], image.shape[1], tf.random.fold_in(seed, 1))
    image = tf.image.stateless_random_brightness(image, max_delta=0.1, seed=tf.random.fold_in(seed, 2))
    return tf.clip_by_value(image, 0, 1), label


def augment_with_mask(image, mask, seed):
    """Each tf.image function does the same with the same seed and the same size."""
    mask = tf.convert_to_tensor(mask)
    seed = tf.convert_to_tensor(seed)
    flip_seed, crop_seed = tf.random.fold_in(seed, 10), tf.random.fold_in(seed, 11)
    image = tf.image.convert_image_dtype(image, tf.float32)
    h, w, c = image.shape

    def both(x):
        x = tf.image.stateless_random_flip_left_right(x, flip_seed)
        x = tf.image.pad_to_bounding_box(x, 4, 4, h + 8, w + 8)
        return tf.image.stateless_random_crop(x, (h, w, x.shape[-1]), crop_seed)

    image = tf.image.stateless_random_brightness(both(image), 0.1, tf.random.fold_in(seed, 12))
    return tf.clip_by_value(image, 0.0, 1.0), tf.squeeze(both(mask[..., tf.newaxis]), axis=-1)


def pipeline(images, labels, batch_size, training, seed):
    ds = tf.data.Dataset.from_tensor_slices((images, labels))
    if not training:
        return ds.batch(batch_size)
    rng = tf.random.Generator.from_seed(seed, alg="philox")

    def change(image, label):
        return augment(image, label, rng.make_seeds(2)[0])

    return ds.cache().shuffle(1000, seed=seed, reshuffle_each_iteration=True).map(change).batch(batch_size).prefetch(2)
