"""Right: distribute_dataset hands the replicas their share, the loss of the whole batch is computed beforehand; einsum model."""

import keras
import tensorflow as tf


class Perceptron(keras.layers.Layer):
    """Patches by a matmul of one's own, in the layer's compute dtype."""

    def __init__(self, units, **options):
        super().__init__(**options)
        self.units = units

    def build(self, shape):
        self.w = self.add_weight(shape=(shape[-1], self.units))
        self.b = self.add_weight(shape=(self.units,), initializer="zeros")

    def call(self, x):
        return tf.nn.gelu(tf.einsum("...i,ij->...j", x, tf.cast(self.w, x.dtype)) + tf.cast(self.b, x.dtype))


def mixed_precision_model(input_shape, n_classes):
    before = keras.mixed_precision.global_policy() if hasattr(keras.mixed_precision, "global_policy") else keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_float16")
    try:
        body = keras.Sequential([Perceptron(8), keras.layers.AveragePooling2D(4), keras.layers.Flatten(), Perceptron(16)])
        inputs = keras.layers.Input(input_shape, name="pixels")
        x = keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
        logits = keras.layers.Dense(n_classes, name="logits", dtype=tf.float32)(body(x))
        return keras.Model(inputs, keras.layers.Activation("softmax", dtype=tf.float32, name="probabilities")(logits))
    finally:
        keras.config.set_dtype_policy(before)


def xla_step(model, optimizer, loss_fn):
    @tf.function(jit_compile=True, input_signature=[tf.TensorSpec([None, 5]), tf.TensorSpec([None, 3])])
    def step(x, y):
        with tf.GradientTape() as tape:
            loss = loss_fn(y, model(x, training=True))
        optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
        return loss

    return step


def distributed_step(strategy, model, optimizer, loss_fn, x, y):
    """Several elements per replica: the dataset holds one share per element."""
    whole = loss_fn(y, model(x, training=True))
    n, k = int(x.shape[0]), strategy.num_replicas_in_sync
    cuts = [n * i // k for i in range(k + 1)]
    shares = [(x[a:b], y[a:b]) for a, b in zip(cuts, cuts[1:])]
    values = strategy.experimental_distribute_values_from_function(
        lambda context: shares[int(context.replica_id_in_sync_group)]
    )

    @tf.function
    def step(pair):
        def replica(pair):
            a, b = pair
            with tf.GradientTape() as tape:
                loss = loss_fn(b, model(a, training=True)) * tf.cast(len(a), tf.float32) / n
            optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)

        strategy.run(replica, args=(pair,))

    step(values)
    return whole
