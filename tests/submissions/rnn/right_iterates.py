"""AutoGraph iterates over the steps themselves; minimum instead of maximum; batch_jacobian; tf.keras."""

import numpy as np
import tensorflow as tf

to_float = lambda *values: [tf.cast(value, tf.float32) for value in values]


def rnn_cell(x, h, kernel, recurrent, bias):
    x, h, kernel, recurrent, bias = to_float(x, h, kernel, recurrent, bias)
    return tf.tanh(tf.tensordot(x, kernel, 1) + tf.tensordot(h, recurrent, 1) + bias)


def rnn(xs, h0, kernel, recurrent, bias, return_sequences=False):
    xs, h, kernel, recurrent, bias = to_float(xs, h0, kernel, recurrent, bias)
    states = tf.TensorArray(tf.float32, size=tf.shape(xs)[1], clear_after_read=False)
    t = 0
    for x in tf.transpose(xs, (1, 0, 2)):
        h = tf.tanh(x @ kernel + h @ recurrent + bias)
        states = states.write(t, h)
        t += 1
    everything = tf.transpose(states.stack(), (1, 0, 2))
    return everything if return_sequences else everything[:, -1, :]


def simple_rnn_params(n_in, units):
    return np.int64(units) * (n_in + units) + units


def gradient_norms(recurrent, steps, seed):
    recurrent, = to_float(recurrent)
    h = tf.random.stateless_uniform((1, len(recurrent)), seed=(seed, 1), minval=-1.0)
    states = [h]
    with tf.GradientTape(persistent=True, watch_accessed_variables=False) as tape:
        tape.watch(h)
        for step in range(steps):
            h = h @ recurrent
            tape.watch(h)
            states.append(h)
    norms = []
    for t in range(steps - 1, -1, -1):
        jacobian = tape.batch_jacobian(states[steps], states[t], experimental_use_pfor=False)
        norms.append(np.linalg.norm(jacobian[0].numpy()))
    return norms


def clip_by_global_norm(gradients, max_norm):
    gradients = [None if g is None else tf.cast(g, tf.float32) for g in gradients]
    flat = tf.concat([tf.reshape(g, [-1]) for g in gradients if g is not None], axis=0)
    norm = tf.norm(flat)
    ratio = tf.minimum(1.0, tf.math.divide_no_nan(max_norm, norm)) if norm > 0 else tf.constant(1.0)
    return tuple(None if g is None else ratio * g for g in gradients), norm


def sequence_classifier(n_features, units, n_classes):
    model = tf.keras.models.Sequential()
    model.add(tf.keras.layers.InputLayer(shape=(None, n_features)))
    model.add(tf.keras.layers.SimpleRNN(units, activation="tanh"))
    model.add(tf.keras.layers.Dense(n_classes))
    model.add(tf.keras.layers.Softmax())
    return model
