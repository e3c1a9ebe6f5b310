"""Wrong: returns the loss with the model's own losses, but minimizes it without them.

Fails: test_scaled_step_treats_own_losses_alike
"""

import tensorflow as tf


def scaled_step(model, optimizer, loss_fn, x, y):
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x, training=True))
        scaled = optimizer.scale_loss(loss)
    optimizer.apply(tape.gradient(scaled, model.trainable_variables), model.trainable_variables)
    return tf.add_n([loss, *model.losses])
