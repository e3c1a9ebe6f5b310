"""Wrong: a frozen copy of the graph: its variables are constants.

Fails: test_compiled_step_computes
"""

import tensorflow as tf


def compile_step(fn, signature):
    graph = tf.function(fn, input_signature=signature).get_concrete_function()
    kept = [tf.identity(variable) for variable in graph.graph.variables]

    def step(*arguments):
        result = graph(*arguments)
        for variable, value in zip(graph.graph.variables, kept, strict=True):
            variable.assign(value)
        return result

    return step
