"""Right: distribute_dataset splits the batch, a replica context reduces the losses."""

import tensorflow as tf


def device_summary():
    from tensorflow.python.client import device_lib

    kinds = [d.device_type for d in device_lib.list_local_devices()]
    a = tf.constant([1, 2, 3], dtype=tf.float32)
    return {"gpus": kinds.count("GPU"), "cpus": kinds.count("CPU"), "default": a.device}


def scaled_step(model, optimizer, loss_fn, x, y):
    variables = model.trainable_variables

    @tf.function
    def step(x, y):
        with tf.GradientTape() as tape:
            loss = loss_fn(y, model(x, training=True))
            for extra in model.losses:
                loss = loss + extra
            big = optimizer.scale_loss(loss)
        gradients = tape.gradient(big, variables)
        return loss, gradients

    loss, gradients = step(tf.convert_to_tensor(x), tf.convert_to_tensor(y))
    optimizer.apply(gradients, variables)
    return loss.numpy()


def distributed_step(strategy, model, optimizer, loss_fn, x, y):
    n = len(x)
    k = strategy.num_replicas_in_sync
    order = tf.argsort(tf.random.uniform([n]))  # any split will do
    x, y = tf.gather(x, order), tf.gather(y, order)
    bounds = [round(i * n / k) for i in range(k + 1)]

    def value(tensor):
        def of(ctx):
            i = ctx.replica_id_in_sync_group
            return tensor[bounds[i] : bounds[i + 1]]

        return strategy.experimental_distribute_values_from_function(of)

    def run(a, b):
        with tf.GradientTape() as tape:
            mean = loss_fn(b, model(a, training=True))
            weight = tf.cast(tf.shape(a)[0], tf.float32) / float(n)
            part = mean * weight
        optimizer.apply(tape.gradient(part, model.trainable_variables), model.trainable_variables)
        return part, weight

    parts, _ = tf.function(lambda a, b: strategy.run(run, args=(a, b)))(value(x), value(y))
    return float(sum(strategy.experimental_local_results(parts)))
