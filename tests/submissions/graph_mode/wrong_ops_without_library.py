"""Wrong: the function library is forgotten.

Fails: test_ops_of_control_flow
"""

import tensorflow as tf


def graph_ops(fn, *specs):
    definition = tf.function(fn).get_concrete_function(*specs).graph.as_graph_def()
    nodes = [*definition.node]
    return sorted({node.op for node in nodes})
