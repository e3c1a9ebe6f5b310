"""Wrong: asks an array for what tensors alone have.

Fails: test_distributed_step_takes_small_batches
"""

import tensorflow as tf


def distributed_step(strategy, model, optimizer, loss_fn, x, y):
    examples, replicas = x.shape.as_list()[0], strategy.num_replicas_in_sync
    bounds = tf.constant([examples * number // replicas for number in range(replicas + 1)])

    def replica_step():
        number = tf.distribute.get_replica_context().replica_id_in_sync_group
        first, last = bounds[number], bounds[number + 1]
        with tf.GradientTape() as tape:
            loss = loss_fn(y[first:last], model(x[first:last], training=True))
            loss *= tf.cast(last - first, loss.dtype) / examples
            total = loss + sum(model.losses) / replicas  # a weight penalty is the same everywhere: it counts once
        variables = model.trainable_variables
        optimizer.apply(tape.gradient(total, variables), variables)
        return loss

    return strategy.reduce(tf.distribute.ReduceOp.SUM, strategy.run(replica_step), axis=None)
