"""Wrong: takes the gradients of frozen variables as well.

Fails: test_distributed_step_runs_in_training_mode
"""

import tensorflow as tf


def distributed_step(strategy, model, optimizer, loss_fn, x, y):
    x, y = tf.convert_to_tensor(x), tf.convert_to_tensor(y)
    examples, replicas = len(x), strategy.num_replicas_in_sync
    bounds = tf.constant([examples * number // replicas for number in range(replicas + 1)])

    def replica_step():
        number = tf.distribute.get_replica_context().replica_id_in_sync_group
        first, last = bounds[number], bounds[number + 1]
        with tf.GradientTape() as tape:
            loss = loss_fn(y[first:last], model(x[first:last], training=True))
            loss *= tf.cast(last - first, loss.dtype) / examples
            total = loss + sum(model.losses) / replicas  # a weight penalty is the same everywhere: it counts once
        variables = model.weights
        optimizer.apply(tape.gradient(total, variables), variables)
        return loss

    return strategy.reduce(tf.distribute.ReduceOp.SUM, strategy.run(replica_step), axis=None)
