"""Wrong: a function that was traced before keeps its first list.

Fails: test_ops_of_straight_code
"""

import tensorflow as tf


FOUND = {}


def graph_ops(fn, *specs):
    if fn not in FOUND:
        definition = tf.function(fn).get_concrete_function(*specs).graph.as_graph_def()
        nodes = [*definition.node, *(node for function in definition.library.function for node in function.node_def)]
        FOUND[fn] = sorted({node.op for node in nodes})
    return FOUND[fn]
