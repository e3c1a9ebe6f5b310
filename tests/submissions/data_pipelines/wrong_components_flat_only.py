"""Wrong: knows one level of tuples only.

Fails: test_components_nested
"""

import tensorflow as tf


def components(dataset):
    spec = dataset.element_spec
    specs = spec if isinstance(spec, tuple) else tuple(spec.values()) if isinstance(spec, dict) else (spec,)
    return [(tuple(s.shape), s.dtype.name) for s in specs]
