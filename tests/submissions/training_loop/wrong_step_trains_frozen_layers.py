"""Wrong: all weights are trained for which the tape finds a gradient, frozen or not.

Fails: test_step_leaves_frozen_layers_alone
"""

import tensorflow as tf


def train_step(model, optimizer, loss_fn, x, y):
    with tf.GradientTape() as tape:
        tape.watch([weight.value for weight in model.weights])
        loss = loss_fn(y, model(x, training=True)) + sum(model.losses)
    gradients = tape.gradient(loss, model.weights)
    optimizer.apply([g for g in gradients if g is not None], [w for g, w in zip(gradients, model.weights) if g is not None])
    return loss
