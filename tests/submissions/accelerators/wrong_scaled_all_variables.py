"""Wrong: trains frozen layers as well.

Fails: test_scaled_step_trains
"""

import keras
import tensorflow as tf


def scaled_step(model, optimizer, loss_fn, x, y):
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x, training=True))
        if model.losses:
            loss += tf.add_n(model.losses)
        scaled = optimizer.scale_loss(loss)
    gradients = tape.gradient(scaled, model.variables)
    scale = optimizer.scale_loss(tf.constant(1.0))
    trainable = {id(v) for v in model.trainable_variables}
    for v, g in zip(model.variables, gradients):
        if id(v) not in trainable and g is not None:
            v.assign_sub(optimizer.learning_rate * g / scale)
    optimizer.apply([g for v, g in zip(model.variables, gradients) if id(v) in trainable], model.trainable_variables)
    return loss
