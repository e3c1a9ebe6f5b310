"""Wrong: fixes the batch size of the first call and pads the others.

Fails: test_compiled_step_computes, test_compiled_step_keeps_the_signature
"""

import tensorflow as tf


def compile_step(fn, signature):
    graph = tf.function(fn)
    first = []

    def step(*arguments):
        first.append(len(arguments[0]))
        missing = first[0] - len(arguments[0])
        return graph(*[tf.concat([x, tf.repeat(x[-1:], missing, 0)], 0) for x in arguments])

    return step
