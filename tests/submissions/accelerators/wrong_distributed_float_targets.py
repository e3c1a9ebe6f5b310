"""Wrong: makes floating-point numbers of the targets, labels too.

Fails: test_distributed_step_takes_small_batches
"""

import tensorflow as tf


def distributed_step(strategy, model, optimizer, loss_fn, x, y):
    x, y = tf.cast(x, tf.float32), tf.cast(y, tf.float32)
    n, k = len(x), strategy.num_replicas_in_sync

    def replica_step():
        i = tf.distribute.get_replica_context().replica_id_in_sync_group
        mine, targets = x[i::k], y[i::k]
        with tf.GradientTape() as tape:
            loss = loss_fn(targets, model(mine, training=True)) * tf.cast(tf.shape(mine)[0], tf.float32) / n
        variables = model.trainable_variables
        optimizer.apply(tape.gradient(loss, variables), variables)
        return loss

    return strategy.reduce("SUM", strategy.run(replica_step), axis=None)
