"""Right: keras.ops, a Keras variable and optimizer for the walk, the Keras loss for the mean squared error."""

import keras
import tensorflow as tf
from keras import ops


def gradient(fn, x):
    x = ops.cast(ops.convert_to_tensor(x), "float32")
    with tf.GradientTape() as tape:
        tape.watch(x)
        result = fn(x)
    slope = tape.gradient(result, x)
    return ops.zeros_like(x) if slope is None else ops.convert_to_tensor(slope)


def second_derivative(fn, x):
    return gradient(lambda place: ops.sum(gradient(fn, place)), x)


def frozen_target_loss(prediction, target):
    prediction, target = (ops.cast(ops.convert_to_tensor(value), "float32") for value in (prediction, target))
    return ops.mean(keras.losses.mean_squared_error(ops.stop_gradient(target)[None], prediction[None]))


def gradient_descent(fn, start, learning_rate, steps):
    place = keras.Variable(ops.cast(ops.convert_to_tensor(start), "float32") + 0.0)
    optimizer = keras.optimizers.SGD(learning_rate)
    losses = []
    for _ in range(steps):
        losses.append(float(fn(place.value)))
        optimizer.apply([gradient(fn, place.value)], [place])
    return ops.convert_to_tensor(place), losses


def gradient_check(fn, x, eps=1e-3):
    x = ops.cast(ops.convert_to_tensor(x), "float32")
    tape_says = [float(value) for value in ops.reshape(gradient(fn, x), (-1,))]
    errors, pairs = [0.0], []
    for index, said in enumerate(tape_says):
        unit = ops.reshape(ops.one_hot(index, len(tape_says), dtype="float32"), x.shape)
        pairs.append((said, float(fn(x + eps * unit) - fn(x - eps * unit)) / (2 * eps)))
    largest = max(abs(value) for pair in pairs for value in pair)
    for said, found in pairs:
        scale = max(abs(said), abs(found), 0.01 * largest)
        if scale > 0:
            errors.append(abs(said - found) / scale)
    return max(errors)
