"""Wrong: a squeeze takes the mask's channel away, and with it any other axis of length 1.

Fails: test_pair_of_any_kind
"""

import tensorflow as tf


def augment_with_mask(image, mask, seed):
    image = tf.cast(image, tf.float32)
    mask = tf.convert_to_tensor(mask)[..., tf.newaxis]
    height, width = image.shape[0], image.shape[1]
    flip, down, across = tf.unstack(tf.random.split(seed, 3))
    mirrored = tf.random.stateless_uniform([], flip) < 0.5
    top = tf.random.stateless_uniform([], down, 0, 9, tf.int32)
    left = tf.random.stateless_uniform([], across, 0, 9, tf.int32)

    def move(array):
        array = tf.where(mirrored, tf.reverse(array, [1]), array)
        return tf.pad(array, [[4, 4], [4, 4], [0, 0]])[top : top + height, left : left + width]

    return move(image), tf.squeeze(move(mask))
