"""Wrong: Keras takes a variable over as it is: the walk of the optimizer moves the start.

Fails: test_descent_leaves_its_start_alone
"""

import keras
import tensorflow as tf
from keras import ops


def gradient_descent(fn, start, learning_rate, steps):
    place = keras.Variable(ops.cast(ops.convert_to_tensor(start), "float32"))
    optimizer = keras.optimizers.SGD(learning_rate)
    losses = []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = fn(place.value)
        losses.append(float(loss))
        slope = tape.gradient(loss, place.value)
        optimizer.apply([tf.zeros_like(place.value) if slope is None else slope], [place])
    return ops.convert_to_tensor(place), losses
