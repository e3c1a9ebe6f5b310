"""Wrong: the matrix is not cast to float32.

Fails: test_norms_of_lists_and_other_precisions
"""

import tensorflow as tf


def gradient_norms(recurrent, steps, seed):
    recurrent = tf.convert_to_tensor(recurrent)
    h = tf.random.stateless_normal((1, recurrent.shape[0]), seed=[seed, 0])
    states = [h]
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(h)
        for _ in range(steps):
            states.append(states[-1] @ recurrent)
    return [float(tf.norm(tape.jacobian(states[-1], state))) for state in states[-2::-1]]
