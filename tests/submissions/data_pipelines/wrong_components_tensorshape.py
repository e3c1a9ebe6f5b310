"""Wrong: shapes are left as TensorShape.

Fails: test_components_are_plain
"""

import tensorflow as tf


def components(dataset):
    return [(spec.shape, spec.dtype.name) for spec in tf.nest.flatten(dataset.element_spec)]
