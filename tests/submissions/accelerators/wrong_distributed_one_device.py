"""Wrong: one device does it all.

Fails: test_distributed_step_splits_the_batch
"""

import keras
import tensorflow as tf


def distributed_step(strategy, model, optimizer, loss_fn, x, y):
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x, training=True))
    gradients = tape.gradient(loss, model.trainable_variables)
    k = strategy.num_replicas_in_sync

    def replica_step():
        optimizer.apply([gradient / k for gradient in gradients], model.trainable_variables)

    strategy.run(replica_step)
    return loss
