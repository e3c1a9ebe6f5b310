"""Right: the scale by hand, gradients averaged by an all-reduce of one's own, a class as the compiled step, logits by matmul."""

import collections

import keras
import tensorflow as tf


def device_summary():
    summary = collections.OrderedDict()
    for kind in ("gpu", "cpu"):
        summary[kind + "s"] = [d.name for d in tf.config.experimental.list_physical_devices(kind.upper())]
    with tf.init_scope():
        summary["default"] = tf.random.uniform([3]).device
    summary["built_with_cuda"] = tf.test.is_built_with_cuda()
    return summary


def enable_memory_growth():
    gpus = tf.config.list_physical_devices("GPU")
    if not gpus:
        return 0
    try:
        for gpu in gpus:
            tf.config.experimental.set_memory_growth(gpu, True)
    except Exception as error:
        print("too late:", error)
        return 0
    assert all(tf.config.experimental.get_memory_growth(gpu) for gpu in gpus)
    return tf.constant(len(gpus))


def mixed_precision_model(input_shape, n_classes):
    with keras.DTypePolicy("mixed_float16") if False else keras.name_scope("half"):
        policy = keras.mixed_precision.Policy("mixed_float16")
        model = keras.Sequential(name="half")
        model.add(keras.layers.InputLayer(shape=input_shape))
        model.add(keras.layers.Flatten())
        model.add(keras.layers.Dense(16, "relu", dtype=policy))
        model.add(keras.layers.Dense(n_classes, dtype=policy))
        model.add(keras.layers.Softmax(dtype="float32"))
    return model


def scaled_step(model, optimizer, loss_fn, x, y):
    if not optimizer.built:
        optimizer.build(model.trainable_variables)
        optimizer.built = True
    scale = tf.convert_to_tensor(optimizer.dynamic_scale)
    with tf.GradientTape(persistent=True) as tape:
        data_loss = loss_fn(y, model(x, training=True))
        total = tf.add_n([tf.cast(data_loss, tf.float32), *model.losses])
        scaled = total * scale
    gradients = [tape.gradient(scaled, v) for v in model.trainable_variables]
    optimizer.apply(gradients, model.trainable_variables)
    return scaled / scale if bool(tf.math.is_finite(scaled)) else total


class CompiledStep:
    def __init__(self, model, optimizer, loss_fn):
        self.model, self.optimizer, self.loss_fn = model, optimizer, loss_fn
        self.gradients = tf.function(self._gradients, jit_compile=True, autograph=False)

    def _gradients(self, x, y):
        with tf.GradientTape() as tape:
            loss = self.loss_fn(y, self.model(x, training=True))
        variables = self.model.trainable_variables
        self.optimizer.apply(tape.gradient(loss, variables), variables)
        return {"loss": loss}

    def __call__(self, x, y):
        return self.gradients(x, y)["loss"]


xla_step = CompiledStep


def distributed_step(strategy, model, optimizer, loss_fn, x, y):
    """The last replica takes the rest; losses are sums over examples, divided at the end."""
    n = int(tf.shape(x)[0])
    k = strategy.num_replicas_in_sync
    per = n // k

    def fn():
        i = tf.distribute.get_replica_context().replica_id_in_sync_group
        a = x[i * per : (i + 1) * per] if i < k - 1 else x[i * per :]
        b = y[i * per : (i + 1) * per] if i < k - 1 else y[i * per :]
        with tf.GradientTape() as tape:
            summed = loss_fn(b, model(a, training=True)) * float(a.shape[0])
        grads = [g / n for g in tape.gradient(summed, model.trainable_variables)]
        optimizer.apply(grads, model.trainable_variables)
        return summed

    totals = strategy.experimental_local_results(strategy.run(fn))
    return tf.add_n(list(totals)) / n


def runtime(environ):
    kaggle = {"KAGGLE_KERNEL_RUN_TYPE", "KAGGLE_URL_BASE"} & set(environ)
    colab = [name for name, _ in environ.items() if name[:6] == "COLAB_"]
    return ("kaggle" if kaggle else None) or ("colab" if colab else None) or "local"
