"""Wrong: the loss is returned as a NumPy number, which a graph does not have.

Fails: test_step_runs_in_a_graph, test_step_compiles_under_xla, test_step_runs_in_replicas
"""

import tensorflow as tf


def train_step(model, optimizer, loss_fn, x, y):
    with tf.GradientTape() as tape:
        predictions = model(x, training=True)
        loss = loss_fn(y, predictions)
        loss += sum(model.losses)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss.numpy()
