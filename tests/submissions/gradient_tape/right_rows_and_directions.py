"""Right: symbolic tf.gradients in a graph, forward mode for the bend, the Jacobian row by row, differences by matrices."""

import numpy as np
import tensorflow as tf

ZERO = tf.UnconnectedGradients.ZERO


def gradient(fn, x):
    @tf.function
    def slope(place):
        (found,) = tf.gradients(fn(place), [place], unconnected_gradients=ZERO)
        return found

    return slope(tf.cast(tf.convert_to_tensor(x), tf.float32))


def second_derivative(fn, x):
    x = tf.identity(tf.cast(x, tf.float32))
    with tf.autodiff.ForwardAccumulator(x, tf.ones_like(x)) as forward:
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = fn(x)
        slope = tape.gradient(y, x, unconnected_gradients=ZERO)
    return forward.jvp(slope, unconnected_gradients=ZERO)


def two_gradients(f, g, x):
    x = tf.convert_to_tensor(tf.cast(x, "float32"))
    with tf.GradientTape(persistent=True, watch_accessed_variables=False) as tape:
        tape.watch(x)
        values = {"f": f(x), "g": g(x)}
    return tuple(tape.gradient(value, x, unconnected_gradients=ZERO) for value in values.values())


def jacobian(fn, x):
    x = tf.convert_to_tensor(tf.cast(x, tf.float32))
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        entries = tf.unstack(fn(x))
    return tf.stack([tape.gradient(entry, x, unconnected_gradients=ZERO) for entry in entries], axis=0)


def frozen_target_loss(prediction, target):
    gap = tf.cast(prediction, tf.float32) - tf.constant(tf.cast(target, tf.float32).numpy())
    return tf.reduce_sum(gap * gap) / tf.cast(tf.size(gap), tf.float32)


def gradient_check(fn, x, eps=1e-3):
    x = tf.identity(tf.cast(x, tf.float32))
    g = tf.reshape(gradient(fn, x), [-1])
    moves = eps * tf.eye(tf.size(x))
    d = tf.stack([(fn(x + tf.reshape(m, x.shape)) - fn(x - tf.reshape(m, x.shape))) / (2 * eps) for m in moves])
    size = tf.maximum(tf.abs(g), tf.abs(d))
    size = tf.maximum(size, 0.01 * tf.reduce_max(tf.abs(g)))
    error = tf.where(size > 0, tf.abs(g - d) / tf.where(size > 0, size, 1.0), 0.0)
    return np.max(error.numpy())
