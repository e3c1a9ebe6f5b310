"""Wrong: follows loops and branches, but no calls of other graphs.

Fails: test_ops_of_a_called_graph
"""

import tensorflow as tf


def graph_ops(fn, *specs):
    definition = tf.function(fn).get_concrete_function(*specs).graph.as_graph_def()
    library = {function.signature.name: function.node_def for function in definition.library.function}
    found, waiting = set(), list(definition.node)
    while waiting:
        node = waiting.pop()
        found.add(node.op)
        for name in ("cond", "body", "then_branch", "else_branch"):
            if name in node.attr and node.attr[name].func.name:
                waiting.extend(library[node.attr[name].func.name])
    return sorted(found)
