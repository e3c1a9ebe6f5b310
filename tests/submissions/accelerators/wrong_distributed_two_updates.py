"""Wrong: the replicas step one after the other.

Fails: test_distributed_step_updates_once
"""

import keras
import tensorflow as tf


def distributed_step(strategy, model, optimizer, loss_fn, x, y):
    n, k = len(x), strategy.num_replicas_in_sync
    bounds = [n * i // k for i in range(k + 1)]
    total = 0.0
    for turn in range(k):

        def replica_step():
            i = tf.distribute.get_replica_context().replica_id_in_sync_group
            first, last = bounds[i], bounds[i + 1]
            with tf.GradientTape() as tape:
                loss = loss_fn(y[first:last], model(x[first:last], training=True)) * ((last - first) / n)
            factor = 1.0 if i == turn else 0.0
            gradients = [factor * gradient for gradient in tape.gradient(loss, model.trainable_variables)]
            optimizer.apply(gradients, model.trainable_variables)
            return factor * loss

        total += strategy.reduce("SUM", strategy.run(replica_step), axis=None)
    return total
