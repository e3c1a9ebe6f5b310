"""Wrong: a variable counts the runs of the graph.

Fails: test_trace_count_of_tensors
"""

import tensorflow as tf


def trace_count(fn, calls):
    runs = tf.Variable(0)

    @tf.function
    def counted(*arguments):
        runs.assign_add(1)
        return fn(*arguments)

    for call in calls:
        counted(*call)
    return int(runs)
