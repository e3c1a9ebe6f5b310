"""Right: losses through softplus and log-sum-exp of logits recovered from probabilities; keras.utils for nothing."""

import tensorflow as tf


def sigmoid(x):
    x = tf.convert_to_tensor(x)
    x = tf.cast(x, tf.float32) if x.dtype != tf.float32 else x
    return tf.math.exp(tf.math.log_sigmoid(x))


def softmax(logits, axis=-1):
    z = tf.cast(logits, tf.float32)
    return tf.math.exp(z - tf.math.reduce_max(z, axis=axis, keepdims=True)) * tf.math.reciprocal(
        tf.reduce_sum(tf.exp(z - tf.reduce_max(z, axis=axis, keepdims=True)), axis=axis, keepdims=True)
    )


def binary_crossentropy(labels, probabilities):
    p = tf.clip_by_value(tf.cast(probabilities, tf.float32), 1e-7, 1 - 1e-7)
    y = tf.cast(labels, tf.float32)
    logit = tf.math.log(p) - tf.math.log1p(-p)
    return tf.reduce_mean(tf.math.softplus(logit) - y * logit)


def sparse_categorical_crossentropy(labels, logits):
    z = tf.cast(logits, tf.float32)
    y = tf.cast(labels, tf.int64)
    others = tf.range(z.shape[1], dtype=tf.int64)[None] != y[:, None]
    mine = tf.gather(z, y, batch_dims=1)[:, None]
    if z.shape[1] == 1:
        return tf.reduce_mean(tf.zeros_like(z) * z)
    rest = tf.reduce_logsumexp(tf.where(others, z, -1e30), axis=1, keepdims=True)
    return tf.reduce_mean(tf.math.softplus(rest - mine))
