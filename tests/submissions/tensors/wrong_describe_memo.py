"""Answers are remembered by value: 3, 3.0 and True are one key of a dict.

Fails: test_describe_takes_anything
"""

import tensorflow as tf

_known = {}


def describe(tensor):
    try:
        if tensor in _known and not tf.is_tensor(tensor):
            return dict(_known[tensor])
    except (TypeError, ValueError):  # cannot be a key
        pass
    t = tf.convert_to_tensor(tensor)
    answer = {"shape": tuple(t.shape.as_list()), "rank": t.shape.rank, "dtype": t.dtype.name, "size": int(tf.size(t))}
    if isinstance(tensor, (int, float, str)):
        _known[tensor] = answer
    return dict(answer)
