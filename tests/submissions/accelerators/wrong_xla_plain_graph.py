"""Wrong: a tf.function without XLA.

Fails: test_xla_step_is_compiled
"""

import keras
import tensorflow as tf


def xla_step(model, optimizer, loss_fn):
    @tf.function
    def step(x, y):
        with tf.GradientTape() as tape:
            loss = loss_fn(y, model(x, training=True))
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
        return loss
    return step
