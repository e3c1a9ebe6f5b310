"""Wrong: a py_function keeps the losses in a Python list: no XLA, no GPU.

Fails: test_step_compiles_under_xla, test_step_runs_on_any_device
"""

import tensorflow as tf


SEEN = []

def train_step(model, optimizer, loss_fn, x, y):
    with tf.GradientTape() as tape:
        predictions = model(x, training=True)
        loss = loss_fn(y, predictions)
        loss += sum(model.losses)
    tf.py_function(SEEN.append, [loss], [])
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
