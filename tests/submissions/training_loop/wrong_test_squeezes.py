"""Wrong: the predictions are squeezed, so that those of a batch of one lose an axis.

Fails: test_measure_returns_loss_and_predictions
"""

import tensorflow as tf


def test_step(model, loss_fn, x, y):
    predictions = model(x, training=False)
    return loss_fn(y, predictions), tf.squeeze(predictions)
