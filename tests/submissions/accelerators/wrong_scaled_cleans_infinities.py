"""Wrong: replaces infinite gradients by zeros: the optimizer never notices.

Fails: test_scaled_step_skips_an_overflow
"""

import keras
import tensorflow as tf


def scaled_step(model, optimizer, loss_fn, x, y):
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x, training=True))
        if model.losses:
            loss += tf.add_n(model.losses)
        scaled = optimizer.scale_loss(loss)
    gradients = [tf.where(tf.math.is_finite(g), g, 0.0) for g in tape.gradient(scaled, model.trainable_variables)]
    optimizer.apply(gradients, model.trainable_variables)
    return loss
