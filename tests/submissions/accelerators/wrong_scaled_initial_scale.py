"""Wrong: scales by the scale of the start for ever.

Fails: test_scaled_step_follows_the_scale
"""

import keras
import tensorflow as tf


def scaled_step(model, optimizer, loss_fn, x, y):
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x, training=True))
        if model.losses:
            loss += tf.add_n(model.losses)
        scaled = loss * optimizer.initial_scale
    optimizer.apply(tape.gradient(scaled, model.trainable_variables), model.trainable_variables)
    return loss
