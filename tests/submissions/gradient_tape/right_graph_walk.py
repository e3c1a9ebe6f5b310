"""Right: the walk compiled by tf.function, a loss by tf.keras, default arguments, lambdas."""

import tensorflow as tf

TO_FLOAT = lambda x: tf.cast(tf.convert_to_tensor(x), tf.float32)


def two_gradients(f, g, x, *, unconnected="zero"):
    x = TO_FLOAT(x)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        both = tf.stack([f(x), g(x)])
        first, second = both[0], both[1]
    return tuple(tape.gradient(y, x, unconnected_gradients=unconnected) for y in (first, second))


def jacobian(fn, x):
    x = TO_FLOAT(x)[tf.newaxis]
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = fn(x[0])[tf.newaxis]
    found = tape.batch_jacobian(y, x, unconnected_gradients="zero")
    return tf.reshape(found, (y.shape[1], x.shape[1]))


def frozen_target_loss(prediction, target):
    @tf.custom_gradient
    def loss(p, t):
        gap = p - t
        return tf.reduce_mean(gap**2), lambda up: (up * 2 * gap / tf.cast(tf.size(gap), tf.float32), None)

    return loss(TO_FLOAT(prediction), TO_FLOAT(target))


def gradient_descent(fn, start, learning_rate, steps):
    @tf.function
    def step(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            loss = fn(x)
        return x - learning_rate * tape.gradient(loss, x, unconnected_gradients="zero"), loss

    x, losses = TO_FLOAT(start), []
    while len(losses) < steps:
        x, loss = step(x)
        losses += [loss.numpy().item()]
    return [x, losses]
