"""Wrong: the forward pass is pinned to one device.

Fails: test_step_runs_on_any_device
"""

import tensorflow as tf


def train_step(model, optimizer, loss_fn, x, y):
    with tf.device("/CPU:0"), tf.GradientTape() as tape:
        loss = loss_fn(y, model(x, training=True)) + sum(model.losses)
    optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
    return loss
