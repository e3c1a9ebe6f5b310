"""Right: scattering, hyperbolic tangent, xlogy, a match statement, gather_nd, einsum."""

import tensorflow as tf


def one_hot(labels, depth):
    labels = tf.cast(tf.convert_to_tensor(labels), tf.int64)
    depth = int(depth)
    rows = tf.range(tf.shape(labels)[0], dtype=tf.int64)
    valid = (labels >= 0) & (labels < depth)
    places = tf.boolean_mask(tf.stack([rows, labels], axis=1), valid)
    ones = tf.ones([tf.shape(places)[0]])
    return tf.scatter_nd(places, ones, tf.cast([tf.size(labels), depth], tf.int64))


def sigmoid(x):
    return 0.5 + 0.5 * tf.tanh(0.5 * tf.cast(x, tf.float32))


def softmax(logits, axis=-1):
    logits = tf.cast(logits, tf.float32)
    return tf.math.exp(logits - tf.math.reduce_logsumexp(logits, axis, keepdims=True))


def binary_crossentropy(labels, probabilities):
    y, p = tf.cast(labels, tf.float32), tf.cast(probabilities, tf.float32)
    p = tf.maximum(tf.minimum(p, 1 - 1e-7), 1e-7)
    terms = tf.math.xlogy(y, p) + tf.math.xlog1py(1.0 - y, -p)
    return tf.math.negative(tf.math.reduce_mean(terms))


def categorical_crossentropy(targets, probabilities):
    t, p = (tf.cast(table, "float32") for table in (targets, probabilities))
    logs = tf.math.log(tf.clip_by_value(p, 1e-7, 1.0 - 1e-7))
    return -tf.einsum("nc,nc->", t, logs) / tf.cast(tf.shape(t)[0], tf.float32)


def sparse_categorical_crossentropy(labels, logits):
    logits = tf.cast(logits, tf.float32)
    labels = tf.cast(labels, tf.int32)
    shift = tf.stop_gradient(tf.reduce_max(logits, axis=1, keepdims=True))
    shifted = logits - shift
    total = tf.math.log(tf.reduce_sum(tf.exp(shifted), axis=1))
    pairs = tf.stack([tf.range(tf.shape(labels)[0]), labels], axis=-1)
    return tf.reduce_mean(total - tf.gather_nd(shifted, pairs))


def choose_loss(n_classes, encoding):
    match (n_classes, encoding):
        case (2, "binary"):
            return "binary_crossentropy"
        case (n, "integer") if n >= 2:
            return "sparse_categorical_crossentropy"
        case (n, "one_hot") if n >= 2:
            return "categorical_crossentropy"
        case _:
            raise ValueError(
                f"no loss for {n_classes} classes encoded as {encoding!r}: 'binary' with 2 classes, "
                "'integer' or 'one_hot' with 2 or more"
            )
