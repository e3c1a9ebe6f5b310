"""Wrong: unscales by hand and goes to the inner optimizer.

Fails: test_scaled_step_skips_an_overflow, test_scaled_step_follows_the_scale
"""

import keras
import tensorflow as tf


def scaled_step(model, optimizer, loss_fn, x, y):
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x, training=True))
        if model.losses:
            loss += tf.add_n(model.losses)
        scaled = optimizer.scale_loss(loss)
    scale = optimizer.scale_loss(tf.constant(1.0))
    gradients = [gradient / scale for gradient in tape.gradient(scaled, model.trainable_variables)]
    optimizer.inner_optimizer.apply(gradients, model.trainable_variables)
    return loss
