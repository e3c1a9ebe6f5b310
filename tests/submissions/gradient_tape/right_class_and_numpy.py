"""Right: one class does the taping for every part; NumPy in the differences; prints; results as lists and arrays."""

from __future__ import annotations

from typing import Any, Callable

import numpy as np
import tensorflow as tf


class Derivatives:
    """A place, and what a tape saw there."""

    def __init__(self, x: Any) -> None:
        if not isinstance(x, (tf.Tensor, tf.Variable)):
            x = tf.constant(np.asarray(x, dtype=np.float32))
        self.x = x if x.dtype == tf.float32 else tf.dtypes.cast(x, tf.float32)
        self.tape = tf.GradientTape(persistent=True)

    def run(self, *functions: Callable) -> list[tf.Tensor]:
        with self.tape:
            self.tape.watch(self.x)
            return [fn(self.x) for fn in functions]

    def of(self, y: tf.Tensor) -> tf.Tensor:
        return tf.convert_to_tensor(self.tape.gradient(y, self.x, unconnected_gradients="zero"))


def gradient(fn, x):
    place = Derivatives(x)
    (y,) = place.run(fn)
    print("f(x) =", y)
    return place.of(y)


def second_derivative(fn, x):
    place = Derivatives(x)
    (slope,) = place.run(lambda value: gradient(fn, value))
    return place.of(slope)


def two_gradients(f, g, x):
    place = Derivatives(x)
    return [place.of(y) for y in place.run(f, g)]


def jacobian(fn, x):
    place = Derivatives(x)
    (y,) = place.run(fn)
    matrix = place.tape.jacobian(y, place.x)
    return np.zeros((len(y), len(place.x)), "float32") if matrix is None else matrix


def gradient_descent(fn, start, learning_rate, steps):
    place = Derivatives(start).x + 0.0
    values = np.empty(int(steps), dtype="float32")
    for step in range(int(steps)):
        values[step] = fn(place)
        place = place - learning_rate * gradient(fn, place)
    return place, tf.constant(values)


def gradient_check(fn, x, eps=1e-3):
    place = np.array(Derivatives(x).x, dtype="float32")
    said, found = np.zeros(place.shape, "float32"), np.zeros(place.shape, "float32")
    said[...] = gradient(fn, place)
    for index in np.ndindex(place.shape):
        old = place[index].copy()
        place[index] = old + eps
        up, high = float(fn(tf.constant(place))), place[index].copy()
        place[index] = old - eps
        down, low = float(fn(tf.constant(place))), place[index].copy()
        place[index] = old
        found[index] = (up - down) / (high - low)
    sizes = np.maximum(np.abs(said), np.abs(found))
    sizes = np.maximum(sizes, 0.01 * sizes.max())
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.nan_to_num(np.abs(said - found) / sizes, nan=0.0).max()
