"""A function that branches on a tensor cannot be traced.

Fails: test_trace_count_of_tensors
"""
import tensorflow as tf


def trace_count(fn, calls):
    traced = tf.function(fn, autograph=False)
    for arguments in calls:
        traced(*arguments)
    return traced.experimental_get_tracing_count()
