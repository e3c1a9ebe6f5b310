"""Wrong: one trace too many, as if none were made before.

Fails: test_trace_count_starts_anew
"""

import tensorflow as tf


def trace_count(fn, calls):
    graph = tf.function(fn)
    for call in calls:
        graph(*call)
    return max(1, graph.experimental_get_tracing_count())
