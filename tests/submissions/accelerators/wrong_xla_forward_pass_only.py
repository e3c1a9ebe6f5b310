"""Wrong: compiles the forward pass; loss, gradients and update run eagerly.

Fails: test_xla_step_is_compiled
"""

import tensorflow as tf


def xla_step(model, optimizer, loss_fn):
    if not getattr(optimizer, "built", True):
        optimizer.build(model.trainable_variables)  # here, not in the graph: variables made there cost another trace

    forward = tf.function(lambda x: model(x, training=True), jit_compile=True)

    def step(x, y):
        with tf.GradientTape() as tape:
            loss = loss_fn(y, forward(x))
            if model.losses:
                loss += tf.add_n(model.losses)
        variables = model.trainable_variables
        optimizer.apply(tape.gradient(loss, variables), variables)
        return loss

    return step
