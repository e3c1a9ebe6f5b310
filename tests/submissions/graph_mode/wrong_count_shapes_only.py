"""Wrong: works the traces out, and forgets the dtypes.

Fails: test_trace_count_of_tensors
"""

import tensorflow as tf


def trace_count(fn, calls):
    def key(value):
        return tuple(value.shape) if hasattr(value, "shape") else value

    return len({tuple(key(value) for value in call) for call in calls})
