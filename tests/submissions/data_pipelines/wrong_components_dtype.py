"""Wrong: dtypes are left as DType.

Fails: test_components_are_plain
"""

import tensorflow as tf


def components(dataset):
    return [(tuple(spec.shape), spec.dtype) for spec in tf.nest.flatten(dataset.element_spec)]
