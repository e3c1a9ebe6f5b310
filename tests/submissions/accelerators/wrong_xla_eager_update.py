"""Wrong: compiles loss and gradients; the update runs eagerly.

Fails: test_xla_step_is_compiled
"""

import tensorflow as tf


def xla_step(model, optimizer, loss_fn):
    @tf.function(jit_compile=True)
    def gradients(x, y):
        with tf.GradientTape() as tape:
            loss = loss_fn(y, model(x, training=True))
        return loss, tape.gradient(loss, model.trainable_variables)

    def step(x, y):
        loss, found = gradients(x, y)
        optimizer.apply(found, model.trainable_variables)
        return loss

    return step
