"""Right: the steps leave the model's own losses out; a policy restored by a context, shards by tf.split, match and filter."""

import contextlib
import functools

import keras
import tensorflow as tf


class Summary(dict):
    pass


def device_summary():
    x = tf.Variable(1.0)
    return Summary(gpus=tf.config.list_physical_devices("GPU"), cpus=tuple(tf.config.list_physical_devices("CPU")), default=(x + 0.0).device)


def enable_memory_growth():
    count = 0
    for gpu in tf.config.list_physical_devices(device_type="GPU"):
        with contextlib.suppress(RuntimeError):
            tf.config.experimental.set_memory_growth(gpu, True)
            count += 1
    return count


@contextlib.contextmanager
def policy(name):
    old = keras.config.dtype_policy()
    keras.config.set_dtype_policy(name)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(old)


def mixed_precision_model(input_shape, n_classes):
    with policy("mixed_float16"):
        inputs = tf.keras.Input(input_shape)
        x = tf.keras.layers.SeparableConv2D(8, 3, strides=2, activation="relu")(inputs)
        x = tf.keras.layers.BatchNormalization()(x)
        x = tf.keras.layers.Dropout(0.2)(tf.keras.layers.GlobalMaxPooling2D()(x))
        outputs = tf.keras.layers.Dense(n_classes, activation="softmax", dtype=tf.float32)(x)
    return tf.keras.Model(inputs, outputs)


def scaled_step(model, optimizer, loss_fn, x, y):
    if not optimizer.built:
        optimizer.build(model.trainable_variables)

    def forward():
        return loss_fn(y, model(x, training=True))

    with tf.GradientTape() as tape:
        loss = forward()
        scaled = optimizer.scale_loss(loss)
    gradients = tape.gradient(scaled, model.trainable_weights)
    optimizer.apply_gradients(zip(gradients, model.trainable_weights))
    return loss


def _train(model, optimizer, loss_fn, x, y):
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x, training=True))
    optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
    return loss


def xla_step(model, optimizer, loss_fn):
    optimizer.build(model.trainable_variables)
    compiled = tf.function(_train, jit_compile=True, reduce_retracing=True)
    return functools.partial(compiled, model, optimizer, loss_fn)


def distributed_step(strategy, model, optimizer, loss_fn, x, y):
    count = strategy.num_replicas_in_sync
    n = int(tf.shape(x)[0])
    sizes = [n // count + (place < n % count) for place in range(count)]
    xs, ys = tf.split(tf.convert_to_tensor(x), sizes), tf.split(tf.convert_to_tensor(y), sizes)

    def values(parts):
        return strategy.experimental_distribute_values_from_function(lambda context: parts[context.replica_id_in_sync_group])

    def run(x, y):
        with tf.GradientTape() as tape:
            loss = loss_fn(y, model(x, training=True)) * (tf.cast(tf.shape(x)[0], tf.float32) / n)
        optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
        return loss

    losses = strategy.run(run, args=(values(xs), values(ys)))
    return tf.add_n(list(strategy.experimental_local_results(losses)))


def runtime(environ):
    match [environ.get("KAGGLE_KERNEL_RUN_TYPE"), environ.get("KAGGLE_URL_BASE")]:
        case [None, None]:
            found = [*filter(lambda key: key[:6] == "COLAB_", environ.keys())]
            return "colab" if found else "local"
        case _:
            return "kaggle"
