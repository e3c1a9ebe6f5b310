"""Wrong: a copy of the optimizer makes the update, so momentum and the count of updates are lost.

Fails: test_step_leaves_the_update_to_the_optimizer, test_step_updates_the_variables_once
"""

import tensorflow as tf


def train_step(model, optimizer, loss_fn, x, y):
    optimizer = type(optimizer).from_config(optimizer.get_config())
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x, training=True)) + sum(model.losses)
    optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
    return loss
