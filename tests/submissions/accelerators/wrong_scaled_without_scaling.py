"""Wrong: forgets to scale: the optimizer divides all the same.

Fails: test_scaled_step_makes_the_plain_update
"""

import keras
import tensorflow as tf


def scaled_step(model, optimizer, loss_fn, x, y):
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x, training=True))
        if model.losses:
            loss += tf.add_n(model.losses)

    optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
    return loss
