"""Wrong: a new tf.function for each call.

Fails: test_trace_count_of_tensors
"""

import tensorflow as tf


def trace_count(fn, calls):
    count = 0
    for call in calls:
        graph = tf.function(fn)
        graph(*call)
        count += graph.experimental_get_tracing_count()
    return count
