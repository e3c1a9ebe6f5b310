"""Wrong: adds the model's own losses after scaling.

Fails: test_scaled_step_treats_own_losses_alike
"""

import keras
import tensorflow as tf


def scaled_step(model, optimizer, loss_fn, x, y):
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x, training=True))
        scaled = optimizer.scale_loss(loss) + sum(model.losses)
    optimizer.apply(tape.gradient(scaled, model.trainable_variables), model.trainable_variables)
    return loss + sum(model.losses)
