"""Wrong: returns the loss after the update.

Fails: test_xla_step_returns_the_loss
"""

import keras
import tensorflow as tf


def xla_step(model, optimizer, loss_fn):
    @tf.function(jit_compile=True)
    def step(x, y):
        with tf.GradientTape() as tape:
            loss = loss_fn(y, model(x, training=True))
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
        return loss_fn(y, model(x, training=True))
    return step
