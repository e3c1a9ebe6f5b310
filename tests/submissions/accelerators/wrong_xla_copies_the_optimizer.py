"""Wrong: a copy of the optimizer makes the updates.

Fails: test_xla_step_trains
"""

import tensorflow as tf


def xla_step(model, optimizer, loss_fn):
    optimizer = optimizer.from_config(optimizer.get_config())
    if not getattr(optimizer, "built", True):
        optimizer.build(model.trainable_variables)  # here, not in the graph: variables made there cost another trace

    @tf.function(jit_compile=True)
    def step(x, y):
        with tf.GradientTape() as tape:
            loss = loss_fn(y, model(x, training=True))
            if model.losses:
                loss += tf.add_n(model.losses)
        variables = model.trainable_variables
        optimizer.apply(tape.gradient(loss, variables), variables)
        return loss

    return step
