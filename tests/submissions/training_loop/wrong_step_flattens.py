"""Wrong: flattens the inputs, as if all models took tables.

Fails: test_step_updates_the_variables_once, test_step_returns_its_scalar_loss
"""

import tensorflow as tf


def train_step(model, optimizer, loss_fn, x, y):
    x = tf.reshape(x, [tf.shape(x)[0], -1])
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x, training=True)) + sum(model.losses)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
