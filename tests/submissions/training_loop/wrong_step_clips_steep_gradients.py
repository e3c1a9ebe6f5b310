"""Wrong: long gradients are cut short, which nobody asked for.

Fails: test_step_leaves_the_update_to_the_optimizer
"""

import tensorflow as tf


def train_step(model, optimizer, loss_fn, x, y):
    with tf.GradientTape() as tape:
        predictions = model(x, training=True)
        loss = loss_fn(y, predictions)
        if model.losses:
            loss += tf.add_n(model.losses)
    variables = model.trainable_variables
    gradients = tape.gradient(loss, variables)
    gradients, _ = tf.clip_by_global_norm(gradients, 5.0)
    optimizer.apply(gradients, variables)
    return loss
