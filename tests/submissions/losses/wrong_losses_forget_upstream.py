"""Gradients by hand that leave out what comes from above in the chain rule.

Fails: test_binary_gradients, test_categorical_gradients, test_sparse_gradients
"""
import tensorflow as tf


def with_gradient(loss):
    @tf.custom_gradient
    def run(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = loss(x)
        slope = tape.gradient(value, x)
        return value, lambda upstream: slope

    return run


def clipped(p):
    return tf.clip_by_value(p, 1e-7, 1 - 1e-7)


def binary_crossentropy(labels, probabilities):
    y = tf.cast(labels, tf.float32)

    @with_gradient
    def loss(p):
        p = clipped(p)
        return -tf.reduce_mean(y * tf.math.log(p) + (1 - y) * tf.math.log(1 - p))

    return loss(tf.cast(probabilities, tf.float32))


def categorical_crossentropy(targets, probabilities):
    t = tf.cast(targets, tf.float32)
    loss = with_gradient(lambda p: -tf.reduce_mean(tf.reduce_sum(t * tf.math.log(clipped(p)), -1)))
    return loss(tf.cast(probabilities, tf.float32))


def sparse_categorical_crossentropy(labels, logits):
    labels = tf.cast(labels, tf.int32)

    @with_gradient
    def loss(z):
        return tf.reduce_mean(tf.reduce_logsumexp(z, -1) - tf.gather(z, labels, batch_dims=1))

    return loss(tf.cast(logits, tf.float32))
