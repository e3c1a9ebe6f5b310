"""Wrong: unknown axes are traced as 1.

Fails: test_ops_of_straight_code
"""

import tensorflow as tf



def graph_ops(fn, *specs):
    specs = [tf.TensorSpec([side or 1 for side in spec.shape], spec.dtype) for spec in specs]
    definition = tf.function(fn).get_concrete_function(*specs).graph.as_graph_def()
    nodes = [*definition.node, *(node for function in definition.library.function for node in function.node_def)]
    return sorted({node.op for node in nodes})
