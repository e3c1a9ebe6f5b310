"""Wrong: the optimizer moves after every micro-batch.

Fails: test_accumulation_updates_once, test_accumulation_averages
"""

import tensorflow as tf


def accumulated_step(model, optimizer, loss_fn, batches):
    examples = sum(len(y) for _, y in batches)
    total = 0.0
    for x, y in batches:
        with tf.GradientTape() as tape:
            loss = loss_fn(y, model(x, training=True)) + sum(model.losses)
            loss *= len(y) / examples
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        total += loss
    return total
