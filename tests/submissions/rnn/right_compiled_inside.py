"""Helpers that are graphs themselves, tanh by the sigmoid, no scaling at all below the limit, late building."""

import math

import tensorflow as tf
from tensorflow.keras import layers


@tf.function
def _step(x, h, kernel, recurrent, bias):
    return 2.0 * tf.sigmoid(2.0 * (x @ kernel + h @ recurrent + bias)) - 1.0


def rnn_cell(x, h, kernel, recurrent, bias):
    return _step(*(tf.cast(value, tf.float32) for value in (x, h, kernel, recurrent, bias)))


@tf.function(reduce_retracing=True)
def _loop(xs, h0, kernel, recurrent, bias):
    n, time, units = tf.shape(xs)[0], tf.shape(xs)[1], tf.shape(h0)[1]
    states = tf.zeros((n, 0, units))
    h = h0
    for t in tf.range(time):
        tf.autograph.experimental.set_loop_options(
            shape_invariants=[(states, tf.TensorShape([None, None, None])), (h, tf.TensorShape([None, None]))]
        )
        h = tf.tanh(xs[:, t] @ kernel + h @ recurrent + bias)
        states = tf.concat([states, h[:, None]], axis=1)
    return states


def rnn(xs, h0, kernel, recurrent, bias, return_sequences=False):
    values = [tf.convert_to_tensor(value) for value in (xs, h0, kernel, recurrent, bias)]
    states = _loop(*[tf.cast(value, tf.float32) for value in values])
    if return_sequences is True:
        return states
    return states[:, -1]


def simple_rnn_params(n_in, units):
    return math.prod((n_in, units)) + math.prod((units, units)) + units


def gradient_norms(recurrent, steps, seed):
    recurrent = tf.cast(recurrent, tf.float32)
    units = recurrent.shape[0]
    start = tf.random.Generator.from_seed(seed).normal((units,))
    copies = tf.tile(start[None], (units, 1))
    norms = []
    for back in range(1, steps + 1):
        early = copies
        for _ in range(steps - back):
            early = early @ recurrent
        with tf.GradientTape() as tape:
            tape.watch(early)
            late = early
            for _ in range(back):
                late = late @ recurrent
            diagonal = tf.reduce_sum(tf.linalg.diag_part(late))
        jacobian = tape.gradient(diagonal, early)
        norms.append(float(tf.sqrt(tf.reduce_sum(jacobian**2))))
    return norms


def clip_by_global_norm(gradients, max_norm):
    present = [tf.cast(g, tf.float32) for g in gradients if g is not None]
    norm = tf.sqrt(tf.add_n([tf.reduce_sum(g**2) for g in present]))
    scaled = iter([tf.cond(norm > max_norm, lambda g=g: g / norm * max_norm, lambda g=g: g) for g in present])
    return [None if g is None else next(scaled) for g in gradients], norm


def sequence_classifier(n_features, units, n_classes):
    model = tf.keras.Sequential([layers.SimpleRNN(units), layers.Dense(n_classes, activation=tf.nn.softmax)])
    model.build((None, None, n_features))
    return model
