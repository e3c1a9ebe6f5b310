"""Right: one vector of uniform numbers for all; whole batches gathered by indices; tf.keras; a class as pipeline's state."""

import tensorflow as tf


def uniform(seed, n):
    return tf.unstack(tf.random.stateless_uniform((n,), seed=seed))


def place(u, n):
    """An integer from 0 to n - 1."""
    return tf.cast(tf.floor(u * n), tf.int32)


def random_flip(image, seed):
    image = tf.cast(image, tf.float32)
    (u,) = uniform(seed, 1)
    if u >= 0.5:
        return image[:, ::-1, :]
    return image


def random_crop(image, height, width, seed):
    image = tf.cast(image, tf.float32)
    rows, columns = image.shape[0] - height, image.shape[1] - width
    if rows < 0 or columns < 0:
        raise ValueError(f"image of shape {image.shape}: height and width of the crop must be at most that")
    u, v = uniform(seed, 2)
    return tf.slice(image, [place(u, rows + 1), place(v, columns + 1), 0], [height, width, -1])


def moves(grid, coin, u, v):
    grid = tf.cond(coin < 0.5, lambda: tf.reverse(grid, [1]), lambda: grid)
    h, w = grid.shape[0], grid.shape[1]
    y, x = tf.range(h) + place(u, 9) - 4, tf.range(w) + place(v, 9) - 4
    inside = ((y >= 0) & (y < h))[:, None] & ((x >= 0) & (x < w))[None, :]
    rows = tf.gather(grid, tf.clip_by_value(y, 0, h - 1), axis=0)
    both = tf.gather(rows, tf.clip_by_value(x, 0, w - 1), axis=1)
    inside = tf.reshape(inside, [h, w] + [1] * (len(grid.shape) - 2))
    return tf.where(inside, both, tf.zeros_like(both))


def augment(image, label, seed):
    coin, u, v, light = uniform(seed, 4)
    image = moves(tf.cast(image, tf.float32), coin, u, v) + (light - 0.5) * 0.2
    return tf.minimum(tf.maximum(image, 0.0), 1.0), label


def augment_with_mask(image, mask, seed):
    draws = uniform(seed, 3)
    return moves(tf.cast(image, tf.float32), *draws), moves(tf.cast(mask, tf.int32), *draws)


def pipeline(images, labels, batch_size, training, seed):
    dataset = tf.data.Dataset.from_tensor_slices((tf.cast(images, tf.float32), labels))
    if training:
        n = int(dataset.cardinality())
        epoch = tf.Variable(0, dtype=tf.int64, trainable=False)
        order = dataset.enumerate().shuffle(max(n, 1), seed=seed)

        def start(_):
            return epoch.assign_add(1)

        def change(number, i, example):
            return augment(example[0], example[1], tf.stack([number * 100_003 + i, tf.cast(seed, tf.int64)]))

        one = tf.data.Dataset.from_tensors(0).map(start).flat_map(
            lambda number: order.map(lambda i, example: change(number, i, example))
        )
        dataset = one
    return dataset.batch(batch_size, drop_remainder=False)


def augmentation_model(seed):
    return tf.keras.Sequential(
        [
            tf.keras.layers.RandomFlip(mode="horizontal", seed=seed),
            tf.keras.layers.RandomRotation(factor=(-0.05, 0.05), fill_mode="reflect", interpolation="nearest", seed=seed),
            tf.keras.layers.RandomTranslation((-0.1, 0.1), (-0.1, 0.1), fill_mode="wrap", seed=seed),
        ],
        name="augmentation",
    )
