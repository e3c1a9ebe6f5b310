"""Wrong: asks a new optimizer for a variable that it does not have yet.

Fails: test_scaled_step_takes_a_fresh_optimizer
"""

import keras
import tensorflow as tf


def scaled_step(model, optimizer, loss_fn, x, y):
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x, training=True))
        if model.losses:
            loss += tf.add_n(model.losses)
        scaled = loss * tf.convert_to_tensor(optimizer.dynamic_scale)
    optimizer.apply(tape.gradient(scaled, model.trainable_variables), model.trainable_variables)
    return loss
