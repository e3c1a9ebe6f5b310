"""Wrong: the model runs in inference mode.

Fails: test_xla_step_runs_in_training_mode
"""

import keras
import tensorflow as tf


def xla_step(model, optimizer, loss_fn):
    @tf.function(jit_compile=True)
    def step(x, y):
        with tf.GradientTape() as tape:
            loss = loss_fn(y, model(x))
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
        return loss
    return step
