"""Wrong: makes tensors of Python numbers.

Fails: test_trace_count_of_python_numbers
"""

import tensorflow as tf


def trace_count(fn, calls):
    graph = tf.function(fn)
    for call in calls:
        graph(*[tf.convert_to_tensor(value) for value in call])
    return graph.experimental_get_tracing_count()
