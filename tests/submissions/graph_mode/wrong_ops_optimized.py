"""Wrong: only what the result needs.

Fails: test_ops_before_optimization
"""

import tensorflow as tf


def graph_ops(fn, *specs):
    concrete = tf.function(fn).get_concrete_function(*specs)
    definition = concrete.graph.as_graph_def()
    outputs = [tensor.op.name for tensor in concrete.outputs]
    needed = tf.compat.v1.graph_util.extract_sub_graph(definition, outputs)
    nodes = [*needed.node, *(node for function in definition.library.function for node in function.node_def)]
    return sorted({node.op for node in nodes})
