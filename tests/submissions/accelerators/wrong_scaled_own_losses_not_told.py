"""Wrong: minimizes the model's own losses, but returns the loss without them.

Fails: test_scaled_step_treats_own_losses_alike
"""

import tensorflow as tf


def scaled_step(model, optimizer, loss_fn, x, y):
    if not optimizer.built:
        optimizer.build(model.trainable_variables)
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x, training=True))
        scaled = optimizer.scale_loss(tf.add_n([loss, *model.losses]))
    optimizer.apply(tape.gradient(scaled, model.trainable_variables), model.trainable_variables)
    return loss
