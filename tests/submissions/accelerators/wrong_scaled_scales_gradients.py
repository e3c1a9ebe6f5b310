"""Wrong: scales the gradients instead of the loss.

Fails: test_scaled_step_saves_small_gradients
"""

import keras
import tensorflow as tf


def scaled_step(model, optimizer, loss_fn, x, y):
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x, training=True))
        if model.losses:
            loss += tf.add_n(model.losses)

    gradients = [optimizer.scale_loss(gradient) for gradient in tape.gradient(loss, model.trainable_variables)]
    optimizer.apply(gradients, model.trainable_variables)
    return loss
