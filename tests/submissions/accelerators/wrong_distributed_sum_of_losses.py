"""Wrong: returns the sum of the replicas' means.

Fails: test_distributed_loss_is_the_whole_batchs
"""

import keras
import tensorflow as tf


def distributed_step(strategy, model, optimizer, loss_fn, x, y):
    x, y = tf.convert_to_tensor(x), tf.convert_to_tensor(y)
    n, k = len(x), strategy.num_replicas_in_sync
    bounds = [n * i // k for i in range(k + 1)]

    def replica_step():
        i = tf.distribute.get_replica_context().replica_id_in_sync_group
        first, last = bounds[i], bounds[i + 1]
        with tf.GradientTape() as tape:
            mean = loss_fn(y[first:last], model(x[first:last], training=True))
            loss = mean * (tf.cast(last - first, tf.float32) / n)
        variables = model.trainable_variables
        optimizer.apply(tape.gradient(loss, variables), variables)
        return mean

    return strategy.reduce("SUM", strategy.run(replica_step), axis=None)
