"""Wrong: leaves out the first axis.

Fails: test_components_of_elements
"""

import tensorflow as tf


def components(dataset):
    return [(tuple(spec.shape)[1:], spec.dtype.name) for spec in tf.nest.flatten(dataset.element_spec)]
