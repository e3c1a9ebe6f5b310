"""Wrong: the largest singular value instead of the Frobenius norm.

Fails: test_norms_of_any_matrix
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
    norms = []
    for state in states[-2::-1]:
        jacobian = tape.jacobian(states[-1], state)[0, :, 0]
        norms.append(float(tf.linalg.svd(jacobian, compute_uv=False)[0]))
    return norms
