"""Wrong: in training, labels must be whole numbers; one-hot rows or masks end in a TypeError.

Fails: test_pipeline_other_seeds
"""

import itertools

import numpy as np
import tensorflow as tf


def pipeline(images, labels, batch_size, training, seed):
    if not training:
        return tf.data.Dataset.from_tensor_slices((images, labels)).batch(batch_size)
    images, labels = np.asarray(images, "float32"), np.asarray(labels)
    epochs = itertools.count()

    def examples():
        epoch = next(epochs)
        for place in np.random.default_rng([seed, epoch]).permutation(len(images)):
            yield augment(images[place], labels[place], (seed, 1000 * epoch + int(place)))

    signature = tf.TensorSpec(images.shape[1:], tf.float32), tf.TensorSpec((), tf.int64)
    return tf.data.Dataset.from_generator(examples, output_signature=signature).batch(batch_size)
