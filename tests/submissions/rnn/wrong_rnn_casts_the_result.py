"""Wrong: computes in whatever precision came in and casts the result: float16 comes out coarse, a mixture is an error.

Fails: test_rnn_takes_lists_and_other_precisions
"""

import tensorflow as tf


def rnn(xs, h0, kernel, recurrent, bias, return_sequences=False):
    xs, h0, kernel, recurrent, bias = map(tf.convert_to_tensor, (xs, h0, kernel, recurrent, bias))

    def step(h, x):
        return tf.tanh(x @ kernel + h @ recurrent + bias)

    states = tf.cast(tf.scan(step, tf.transpose(xs, [1, 0, 2]), h0), tf.float32)
    return tf.transpose(states, [1, 0, 2]) if return_sequences else states[-1]
