"""keras.ops throughout, keras.ops.scan-like folding, chained Jacobians of single steps, an RNN of a cell."""

import keras
import numpy as np
import tensorflow as tf
from keras import ops


def rnn_cell(x, h, kernel, recurrent, bias):
    x, h, kernel, recurrent, bias = [ops.cast(ops.convert_to_tensor(v), "float32") for v in (x, h, kernel, recurrent, bias)]
    return ops.tanh(ops.add(ops.matmul(x, kernel), ops.matmul(h, recurrent)) + bias)


def rnn(xs, h0, kernel, recurrent, bias, return_sequences=False):
    xs = tf.cast(xs, tf.float32)
    h0 = tf.cast(h0, tf.float32)
    step = lambda h, x: rnn_cell(x, h, kernel, recurrent, bias)
    steps_first = tf.transpose(xs, (1, 0, 2))
    if return_sequences:
        return tf.transpose(tf.scan(step, steps_first, h0), (1, 0, 2))
    return tf.foldl(step, steps_first, h0)


def simple_rnn_params(n_in, units):
    return sum(n_in + units + 1 for unit in range(units))


def gradient_norms(recurrent, steps, seed):
    """The chain rule by hand: the product of the Jacobians of the single steps."""
    recurrent = ops.cast(ops.convert_to_tensor(recurrent), "float32")
    h = keras.random.normal((recurrent.shape[0],), seed=seed)
    jacobians = []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(h)
            after = ops.matmul(h[None], recurrent)[0]
        jacobians.append(tape.jacobian(after, h))
        h = after
    product, norms = np.eye(recurrent.shape[0]), []
    for jacobian in reversed(jacobians):
        product = product @ jacobian.numpy()
        norms.append(float(np.linalg.norm(product)))
    return norms


def clip_by_global_norm(gradients, max_norm):
    kept = {number: ops.cast(g, "float32") for number, g in enumerate(gradients) if g is not None}
    norm = ops.sqrt(sum(ops.sum(ops.square(g)) for g in kept.values()))
    scale = ops.where(norm <= max_norm, 1.0, max_norm / norm)
    return [kept[number] * scale if number in kept else None for number in range(len(gradients))], norm


def sequence_classifier(n_features, units, n_classes):
    print("building a classifier of", n_features, "features")
    return keras.Sequential(
        [
            keras.Input(batch_shape=(None, None, n_features)),
            keras.layers.RNN(keras.layers.SimpleRNNCell(units)),
            keras.layers.Dense(n_classes, "softmax", name="classes"),
        ]
    )
