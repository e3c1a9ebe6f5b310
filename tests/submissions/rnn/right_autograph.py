"""Loops that AutoGraph turns into graph loops, a data-dependent if, one Jacobian at a time, a functional model."""

import keras
import tensorflow as tf


def rnn_cell(x, h, kernel, recurrent, bias):
    x = tf.cast(x, tf.float32)
    h = tf.cast(h, tf.float32)
    kernel = tf.cast(kernel, tf.float32)
    recurrent = tf.cast(recurrent, tf.float32)
    bias = tf.cast(bias, tf.float32)
    return tf.math.tanh(tf.matmul(x, kernel) + tf.matmul(h, recurrent) + bias)


def rnn(xs, h0, kernel, recurrent, bias, return_sequences=False):
    xs = tf.cast(tf.convert_to_tensor(xs), tf.float32)
    h = tf.cast(tf.convert_to_tensor(h0), tf.float32)
    time = tf.shape(xs)[1]
    states = tf.TensorArray(tf.float32, size=time)
    for t in tf.range(time):
        h = rnn_cell(xs[:, t, :], h, kernel, recurrent, bias)
        states = states.write(t, h)
    if return_sequences:
        return tf.transpose(states.stack(), [1, 0, 2])
    return h


def simple_rnn_params(n_in: int, units: int) -> int:
    weights_of_inputs = n_in * units
    weights_of_state = units * units
    return weights_of_inputs + weights_of_state + units


def gradient_norms(recurrent, steps, seed):
    recurrent = tf.cast(recurrent, tf.float32)
    tf.random.set_seed(seed)
    start = tf.random.normal((1, recurrent.shape[0]))
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(start)
        states = [start]
        for _ in range(steps):
            states.append(tf.matmul(states[-1], recurrent))
    norms = []
    for state in states[-2::-1]:
        norms.append(float(tf.norm(tape.jacobian(states[-1], state))))
    return norms


def clip_by_global_norm(gradients, max_norm):
    gradients = [g if g is None else tf.cast(g, tf.float32) for g in gradients]
    total = 0.0
    for g in gradients:
        if g is not None:
            total += tf.reduce_sum(g * g)
    norm = tf.sqrt(total)
    scale = 1.0
    if norm > max_norm:
        scale = max_norm / norm
    return [g if g is None else g * scale for g in gradients], norm


def sequence_classifier(n_features, units, n_classes):
    inputs = keras.Input(shape=(None, n_features), name="steps")
    state = keras.layers.SimpleRNN(units, name="reader")(inputs)
    outputs = keras.layers.Dense(n_classes, activation="softmax")(state)
    return keras.Model(inputs, outputs, name="reader_of_sequences")
