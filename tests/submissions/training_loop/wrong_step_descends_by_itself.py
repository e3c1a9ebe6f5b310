"""Wrong: plain gradient descent at the optimizer's rate, whatever the optimizer is.

Fails: test_step_leaves_the_update_to_the_optimizer, test_step_updates_the_variables_once
"""

import tensorflow as tf


def train_step(model, optimizer, loss_fn, x, y):
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x, training=True)) + sum(model.losses)
    for variable, gradient in zip(model.trainable_variables, tape.gradient(loss, model.trainable_variables)):
        if gradient is not None:
            variable.assign_sub(optimizer.learning_rate * gradient)
    return loss
