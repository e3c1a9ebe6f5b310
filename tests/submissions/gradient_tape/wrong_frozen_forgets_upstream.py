"""Wrong: a gradient of its own that forgets the factor from above: three times the loss learns no faster.

Fails: test_frozen_loss_teaches_the_prediction
"""

import tensorflow as tf


@tf.custom_gradient
def mean_square(difference):
    def backward(upstream):
        return 2.0 * difference / tf.cast(tf.size(difference), tf.float32)

    return tf.reduce_mean(tf.square(difference)), backward


def frozen_target_loss(prediction, target):
    prediction = tf.cast(tf.convert_to_tensor(prediction), tf.float32)
    return mean_square(prediction - tf.stop_gradient(tf.cast(tf.convert_to_tensor(target), tf.float32)))
