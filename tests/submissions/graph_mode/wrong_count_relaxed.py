"""Wrong: shapes are relaxed.

Fails: test_trace_count_of_tensors
"""

import tensorflow as tf


def trace_count(fn, calls):
    graph = tf.function(fn, reduce_retracing=True)
    for call in calls:
        graph(*call)
    return graph.experimental_get_tracing_count()
