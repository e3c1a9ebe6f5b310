"""Wrong: counts the calls.

Fails: test_trace_count_of_tensors, test_trace_count_of_python_numbers
"""

import tensorflow as tf


def trace_count(fn, calls):
    return len(calls)
