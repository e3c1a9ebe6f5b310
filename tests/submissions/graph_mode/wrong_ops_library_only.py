"""Wrong: the library, without the graph itself.

Fails: test_ops_of_straight_code
"""

import tensorflow as tf


def graph_ops(fn, *specs):
    definition = tf.function(fn).get_concrete_function(*specs).graph.as_graph_def()
    return sorted({node.op for function in definition.library.function for node in function.node_def})
