"""Wrong: one tensor instead of a list of floats.

Fails: test_norms_are_floats
"""

import tensorflow as tf


def gradient_norms(recurrent, steps, seed):
    recurrent = tf.cast(recurrent, tf.float32)
    h = tf.random.stateless_normal((1, recurrent.shape[0]), seed=[seed, 0])
    states = [h]
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(h)
        for _ in range(steps):
            states.append(states[-1] @ recurrent)
    return tf.stack([tf.norm(tape.jacobian(states[-1], state)) for state in states[-2::-1]])
