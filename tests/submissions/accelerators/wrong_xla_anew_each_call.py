"""Wrong: makes a new tf.function in each call.

Fails: test_xla_step_is_traced_once
"""

import keras
import tensorflow as tf


def xla_step(model, optimizer, loss_fn):
    def inner(x, y):
        with tf.GradientTape() as tape:
            loss = loss_fn(y, model(x, training=True))
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
        return loss
    def step(x, y):
        return tf.function(inner, jit_compile=True)(x, y)


    return step
