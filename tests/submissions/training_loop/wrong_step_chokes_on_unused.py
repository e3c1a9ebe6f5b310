"""Wrong: gradients that are None are passed through tf.clip_by_value.

Fails: test_step_survives_an_unused_variable
"""

import tensorflow as tf


def train_step(model, optimizer, loss_fn, x, y):
    with tf.GradientTape() as tape:
        predictions = model(x, training=True)
        loss = loss_fn(y, predictions)
        loss += sum(model.losses)
    gradients = tape.gradient(loss, model.trainable_variables)
    gradients = [tf.clip_by_value(gradient, -100.0, 100.0) for gradient in gradients]
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
