"""Wrong: each norm is divided by the one before, NaN for zeros.

Fails: test_norms_of_zeros, test_norms_run_back_in_time
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
    norms = [float(tf.norm(tape.jacobian(states[-1], state))) for state in states[-2::-1]]
    return [norms[0]] + [float(tf.constant(b) / tf.constant(a)) for a, b in zip(norms, norms[1:])]
