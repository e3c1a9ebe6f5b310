"""Wrong: divides the gradients by the scale, as the optimizer does.

Fails: test_scaled_step_makes_the_plain_update
"""

import keras
import tensorflow as tf


def scaled_step(model, optimizer, loss_fn, x, y):
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x, training=True))
        if model.losses:
            loss += tf.add_n(model.losses)
        scaled = optimizer.scale_loss(loss)
    scale = scaled / loss
    gradients = [gradient / scale for gradient in tape.gradient(scaled, model.trainable_variables)]
    optimizer.apply(gradients, model.trainable_variables)
    return loss
