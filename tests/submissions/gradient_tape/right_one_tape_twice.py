"""Right: a persistent tape entered twice, a named tuple, the diagonal of a Jacobian, map_fn, results in NumPy."""

from collections import namedtuple
import numpy as np
import tensorflow as tf

Pair = namedtuple("Pair", "f g")


def _place(x):
    return tf.cast(tf.convert_to_tensor(x), tf.float32)


def gradient(fn, x):
    x = _place(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = fn(x)
    g = tape.gradient(y, x)
    return np.zeros(x.shape, "float32") if g is None else g.numpy()


def second_derivative(fn, x):
    x = _place(x)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = tf.reduce_sum(fn(x))
        s = inner.gradient(y, x, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    h = outer.jacobian(s, x, unconnected_gradients="zero")
    n = int(tf.size(x))
    return tf.reshape(tf.linalg.diag_part(tf.reshape(h, (n, n))), x.shape)


def two_gradients(f, g, x):
    x = _place(x)
    tape = tf.GradientTape(persistent=True)
    with tape:
        tape.watch(x)
        a = tf.convert_to_tensor(f(x))
    with tape:
        b = tf.convert_to_tensor(g(x))
    return Pair(*(tape.gradient(v, x, unconnected_gradients="zero") for v in (a, b)))


def jacobian(fn, x):
    x = _place(x)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = fn(x)
    return tf.map_fn(
        lambda u: tape.gradient(y, x, output_gradients=u, unconnected_gradients="zero"), tf.eye(int(y.shape[0]))
    )


def frozen_target_loss(prediction, target):
    return tf.losses.MeanSquaredError()(
        tf.reshape(tf.stop_gradient(_place(target)), [-1]), tf.reshape(_place(prediction), [-1])
    )


def gradient_descent(fn, start, learning_rate, steps):
    x = _place(start)
    losses = []
    for _ in tf.range(steps):
        losses.append(fn(x).numpy())
        x -= learning_rate * gradient(fn, x)
    return x, np.array(losses)


def gradient_check(fn, x, eps=1e-3):
    x = _place(x)
    n = int(tf.size(x))
    g = tf.reshape(gradient(fn, x), [-1])
    moves = tf.reshape(tf.eye(n) * eps, [n, *x.shape])
    d = tf.map_fn(lambda m: (fn(x + m) - fn(x - m)) / (2 * eps), moves)
    size = tf.maximum(tf.abs(g), tf.abs(d))
    return tf.reduce_max(tf.math.divide_no_nan(tf.abs(g - d), tf.maximum(size, 0.01 * tf.reduce_max(size))))
