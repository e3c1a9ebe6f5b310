"""Right: the global policy, put back in a finally; tf.keras; a subclassed spirit of names; lists of devices."""

import os

import tensorflow as tf


def device_summary() -> dict:
    gpus = tf.config.list_physical_devices("GPU")
    cpus = tf.config.list_physical_devices("CPU")
    print(f"{len(gpus)} GPUs, {len(cpus)} CPUs")
    return {"gpus": gpus, "cpus": cpus, "default": tf.Variable([1.0, 2.0]).device}


def enable_memory_growth() -> int:
    n = 0
    for gpu in tf.config.experimental.list_physical_devices("GPU"):
        try:
            tf.config.experimental.set_memory_growth(gpu, True)
            n += 1
        except RuntimeError as e:
            print(e)
            return 0
    return n


def mixed_precision_model(input_shape, n_classes):
    old = tf.keras.mixed_precision.dtype_policy()
    tf.keras.mixed_precision.set_dtype_policy("mixed_float16")
    try:
        inputs = tf.keras.Input(shape=input_shape)
        x = tf.keras.layers.Conv2D(8, 3, activation="relu")(inputs)
        x = tf.keras.layers.BatchNormalization()(x)
        x = tf.keras.layers.MaxPooling2D()(x)
        x = tf.keras.layers.Conv2D(16, 3, activation="relu")(x)
        x = tf.keras.layers.Dropout(0.25)(x)
        x = tf.keras.layers.GlobalAveragePooling2D()(x)
        x = tf.keras.layers.Dense(32, activation="relu")(x)
        outputs = tf.keras.layers.Dense(n_classes, activation="softmax", dtype="float32")(x)
        return tf.keras.Model(inputs, outputs)
    finally:
        tf.keras.mixed_precision.set_dtype_policy(old)


def scaled_step(model, optimizer, loss_fn, x, y):
    with tf.GradientTape() as tape:
        y_pred = model(x, training=True)
        loss = loss_fn(y, y_pred) + sum(model.losses)
        scaled_loss = optimizer.scale_loss(loss)
    grads = tape.gradient(scaled_loss, model.trainable_weights)
    optimizer.apply_gradients(zip(grads, model.trainable_weights))
    return loss


def xla_step(model, optimizer, loss_fn):
    def one(x, y):
        with tf.GradientTape() as tape:
            loss = loss_fn(y, model(x, training=True))
        grads = tape.gradient(loss, model.trainable_weights)
        optimizer.apply_gradients(zip(grads, model.trainable_weights))
        return loss

    compiled = tf.function(one, jit_compile=True, reduce_retracing=True)

    def step(x, y):
        """A callable around it."""
        return compiled(tf.convert_to_tensor(x), tf.convert_to_tensor(y))

    return step


def distributed_step(strategy, model, optimizer, loss_fn, x, y):
    """By experimental_distribute_values_from_function."""
    n = x.shape[0]
    k = strategy.num_replicas_in_sync
    sizes = [n // k + (1 if i < n % k else 0) for i in range(k)]
    xs, ys = tf.split(x, sizes), tf.split(y, sizes)
    px = strategy.experimental_distribute_values_from_function(lambda ctx: xs[ctx.replica_id_in_sync_group])
    py = strategy.experimental_distribute_values_from_function(lambda ctx: ys[ctx.replica_id_in_sync_group])

    def per_replica(a, b):
        with tf.GradientTape() as tape:
            loss = loss_fn(b, model(a, training=True)) * (a.shape[0] / n)
        grads = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(grads, model.trainable_variables))
        return loss

    losses = strategy.run(per_replica, args=(px, py))
    return strategy.reduce("SUM", losses, axis=None)


def runtime(environ):
    if environ.get("KAGGLE_KERNEL_RUN_TYPE") or environ.get("KAGGLE_URL_BASE"):
        return "kaggle"
    for key in environ.keys():
        if key.startswith("COLAB_"):
            return "colab"
    return "local"
