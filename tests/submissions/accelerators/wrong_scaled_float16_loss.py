"""Wrong: computes the loss in half precision.

Fails: test_scaled_step_returns_the_unscaled_loss
"""

import keras
import tensorflow as tf


def scaled_step(model, optimizer, loss_fn, x, y):
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x, training=True))
        if model.losses:
            loss += tf.add_n(model.losses)
        loss = tf.cast(tf.cast(loss, tf.float16), tf.float32)
        scaled = optimizer.scale_loss(loss)
    optimizer.apply(tape.gradient(scaled, model.trainable_variables), model.trainable_variables)
    return loss
