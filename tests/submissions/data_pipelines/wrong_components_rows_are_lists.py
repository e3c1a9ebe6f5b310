"""Each row is a list, not a tuple.

Fails: test_components_are_plain
"""

import tensorflow as tf


def components(dataset):
    return [[tuple(spec.shape), spec.dtype.name] for spec in tf.nest.flatten(dataset.element_spec)]
