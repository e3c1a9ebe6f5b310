"""Wrong: AutoGraph is switched off.

Fails: test_ops_of_a_python_branch
"""

import tensorflow as tf


def graph_ops(fn, *specs):
    definition = tf.function(fn, autograph=False).get_concrete_function(*specs).graph.as_graph_def()
    nodes = [*definition.node, *(node for function in definition.library.function for node in function.node_def)]
    return sorted({node.op for node in nodes})
