"""Wrong: the loss is computed once more after the update and returned.

Fails: test_step_returns_its_scalar_loss, test_step_moves_the_statistics_once
"""

import tensorflow as tf


def train_step(model, optimizer, loss_fn, x, y):
    with tf.GradientTape() as tape:
        predictions = model(x, training=True)
        loss = loss_fn(y, predictions)
        loss += sum(model.losses)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss_fn(y, model(x, training=True)) + sum(model.losses)
