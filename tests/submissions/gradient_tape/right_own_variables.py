"""Right: makes a variable of its own of everything, so nothing needs to be watched; None is replaced afterwards."""

import tensorflow as tf


def variable_of(x):
    return tf.Variable(tf.cast(x, tf.float32))


def or_zeros(slope, x):
    return tf.zeros_like(x) if slope is None else tf.convert_to_tensor(slope)


def gradient(fn, x):
    x = variable_of(x)
    with tf.GradientTape() as tape:
        y = fn(x)
    return or_zeros(tape.gradient(y, x), x)


def second_derivative(fn, x):
    x = variable_of(x)
    with tf.GradientTape(persistent=True) as t2:
        with tf.GradientTape(persistent=True) as t1:
            y = fn(x)
        dy = t1.gradient(y, x)
        if dy is None:
            return tf.zeros_like(x)
    return or_zeros(t2.gradient(dy, x), x)


def two_gradients(f, g, x):
    x = variable_of(x)
    with tf.GradientTape(persistent=True) as tape:
        a = f(x)
        b = g(x)
    result = [or_zeros(tape.gradient(a, x), x), or_zeros(tape.gradient(b, x), x)]
    del tape
    return result


def jacobian(fn, x):
    x = variable_of(x)
    with tf.GradientTape(persistent=True) as tape:
        y = fn(x)
    found = tape.jacobian(y, x, experimental_use_pfor=False)
    return tf.zeros((y.shape[0], x.shape[0])) if found is None else found


def gradient_descent(fn, start, learning_rate, steps):
    x = variable_of(start)
    losses = []
    for _ in range(int(steps)):
        with tf.GradientTape() as tape:
            loss = fn(x)
        losses.append(loss)
        x.assign_sub(learning_rate * or_zeros(tape.gradient(loss, x), x))
    return x, tf.stack(losses) if losses else tf.zeros([0])
