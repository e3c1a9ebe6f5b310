"""Right: gradients of graphs, forward accumulators, an optimizer's update, differences in float64."""

import keras
import numpy as np
import tensorflow as tf


def float_tensor(x):
    return tf.identity(tf.cast(tf.convert_to_tensor(x), tf.float32))


def slope(tape, y, x):
    found = tape.gradient(y, x)
    return tf.zeros_like(x) if found is None else tf.convert_to_tensor(found)


def gradient(fn, x):
    x = float_tensor(x)
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(x)
        y = fn(x)
        if not isinstance(y, tf.Tensor):
            y = tf.convert_to_tensor(y)
    return slope(tape, y, x)


def second_derivative(fn, x):
    x = float_tensor(x)
    with tf.GradientTape() as outer:
        outer.watch(x)
        first = gradient_of_sum(fn, x)
    return slope(outer, first, x)


def gradient_of_sum(fn, x):
    with tf.GradientTape() as inner:
        inner.watch(x)
        total = tf.reduce_sum(fn(x))
    return slope(inner, total, x)


def two_gradients(f, g, x):
    x = float_tensor(x)
    with tf.GradientTape(True) as tape:
        tape.watch(x)
        values = [fn(x) for fn in (f, g)]
    result = [slope(tape, value, x) for value in values]
    del tape
    return result


def jacobian(fn, x):
    x = float_tensor(x)
    columns = []
    for direction in tf.unstack(tf.eye(int(x.shape[0]))):
        with tf.autodiff.ForwardAccumulator(x, direction) as accumulator:
            y = fn(x)
        columns.append(accumulator.jvp(y, unconnected_gradients=tf.UnconnectedGradients.ZERO))
    return tf.stack(columns, axis=1)


def frozen_target_loss(prediction, target):
    prediction, target = tf.cast(prediction, tf.float32), tf.cast(target, tf.float32)
    difference = tf.stop_gradient(target) - prediction
    return tf.math.reduce_sum(difference**2) / tf.cast(tf.size(difference), tf.float32)


def gradient_descent(fn, start, learning_rate, steps):
    x = tf.Variable(float_tensor(start))
    history = []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = fn(tf.convert_to_tensor(x))
        change = tape.gradient(loss, x)
        history += [loss.numpy().item()]
        if change is not None:
            x.assign_sub(learning_rate * tf.convert_to_tensor(change))
    return tf.constant(x.numpy()), tf.constant(history, dtype=tf.float32)


def gradient_check(fn, x, eps=1e-3):
    x = float_tensor(x)
    g = gradient(fn, x).numpy().astype("float64")
    d = np.zeros_like(g)
    values = np.array(x)
    for place in np.ndindex(*values.shape):
        up, down = values.copy(), values.copy()
        up[place] += np.float32(eps)
        down[place] -= np.float32(eps)
        d[place] = (float(fn(tf.constant(up))) - float(fn(tf.constant(down)))) / (2 * eps)
    largest = max(np.max(np.abs(g), initial=0), np.max(np.abs(d), initial=0))
    if largest == 0:
        return 0.0
    return np.max(np.abs(g - d) / np.maximum.reduce([np.abs(g), np.abs(d), np.full_like(g, largest / 100)]))
