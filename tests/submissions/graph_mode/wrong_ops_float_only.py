"""Wrong: whatever the dtype, float32 is traced.

Fails: test_ops_of_straight_code
"""

import tensorflow as tf



def graph_ops(fn, *specs):
    specs = [tf.TensorSpec(spec.shape, tf.float32) for spec in specs]
    definition = tf.function(fn).get_concrete_function(*specs).graph.as_graph_def()
    nodes = [*definition.node, *(node for function in definition.library.function for node in function.node_def)]
    return sorted({node.op for node in nodes})
