"""Bilinear by a transposed convolution: beyond the border it finds zeros instead of the repeated edge (odd factors by resizing).

Fails: test_bilinear_repeats_edges
"""
import tensorflow as tf


def upsample_bilinear(x, factor):
    x = tf.cast(x, tf.float32)
    single = len(x.shape) == 3
    x = x[None] if single else x
    n, h, w, c = x.shape
    if factor % 2:
        y = tf.image.resize(x, (h * factor, w * factor))
    else:
        tent = 1 - tf.abs(tf.range(2 * factor, dtype=tf.float32) - factor + 0.5) / factor
        kernel = tf.einsum("i,j,kl->ijkl", tent, tent, tf.eye(c))
        y = tf.nn.conv2d_transpose(x, kernel, (n, h * factor, w * factor, c), factor, "SAME")
    return y[0] if single else y
