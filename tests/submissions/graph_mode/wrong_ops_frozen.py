"""Wrong: variables are turned into constants first.

Fails: test_ops_of_straight_code
"""

import tensorflow as tf


def graph_ops(fn, *specs):
    from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

    concrete = tf.function(fn).get_concrete_function(*specs)
    definition = convert_variables_to_constants_v2(concrete, lower_control_flow=False).graph.as_graph_def()
    nodes = [*definition.node, *(node for function in definition.library.function for node in function.node_def)]
    return sorted({node.op for node in nodes})
