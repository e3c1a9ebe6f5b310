"""Wrong: each node's op, again and again.

Fails: test_ops_are_sorted_and_distinct
"""

import tensorflow as tf


def graph_ops(fn, *specs):
    definition = tf.function(fn).get_concrete_function(*specs).graph.as_graph_def()
    nodes = [*definition.node, *(node for function in definition.library.function for node in function.node_def)]
    return sorted(node.op for node in nodes)
