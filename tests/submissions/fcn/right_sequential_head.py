"""Other ways round: Sequential pieces, keras.ops, slicing and stacking, the encoder nested by a call, label propagation."""
import keras
import numpy as np
import tensorflow as tf
from keras import ops


def upsample_nearest(x, factor):
    return tf.convert_to_tensor(ops.repeat(ops.repeat(ops.cast(x, "float32"), factor, axis=-2), factor, axis=-3))


def upsample_bilinear(x, factor):
    x = tf.cast(x, tf.float32)
    single = len(x.shape) == 3
    if single:
        x = x[None]
    pad = tf.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]], "SYMMETRIC")

    def stretch(y, axis):  # y is padded by its edges along the axis
        y = tf.experimental.numpy.swapaxes(y, axis, 0)
        pieces = []
        for i in range(factor):
            s = (i + 0.5) / factor - 0.5
            low, high = (y[:-2], y[1:-1]) if s < 0 else (y[1:-1], y[2:])
            t = s - np.floor(s)
            pieces.append((1 - t) * low + t * high)
        y = tf.reshape(tf.stack(pieces, axis=1), [-1, *y.shape[1:]])
        return tf.experimental.numpy.swapaxes(y, axis, 0)

    y = stretch(stretch(pad, 1), 2)
    return y[0] if single else y


def max_unpool(pooled, indices, output_shape):
    # one-hot rows, one for each maximum
    n, h, w, c = [int(side) for side in output_shape]
    hot = tf.one_hot(tf.reshape(indices, [-1]), n * h * w * c)
    flat = tf.linalg.matvec(hot, tf.reshape(tf.cast(pooled, tf.float32), [-1]), transpose_a=True)
    return tf.reshape(flat, (n, h, w, c))


def fuse_skip(deep, shallow, n_outputs):
    kernel = bilinear_kernel(2, n_outputs)
    up = keras.Sequential(
        [
            keras.layers.Conv2DTranspose(
                n_outputs, 4, 2, "same", use_bias=False, kernel_initializer=lambda shape, dtype=None: kernel
            )
        ]
    )
    return ops.add(keras.layers.Conv2D(n_outputs, 1, activation="linear")(shallow), up(deep))


def _fcn(encoder, n_classes, skips, stride):
    image = keras.Input(encoder.input_shape[1:])
    pools = encoder(image)
    scores = keras.layers.Conv2D(n_classes + 1, 1)(pools[2])
    for pool in (pools[1], pools[0])[:skips]:
        scores = fuse_skip(scores, pool, n_classes + 1)
    last = keras.layers.Conv2DTranspose(n_classes + 1, 2 * stride, stride, padding="same", use_bias=False)
    logits = last(scores)
    last.set_weights([np.array(bilinear_kernel(stride, n_classes + 1))])
    return keras.Model(image, logits)


def fcn32s(encoder, n_classes):
    return _fcn(encoder, n_classes, 0, 32)


def fcn16s(encoder, n_classes):
    return _fcn(encoder, n_classes, 1, 16)


def fcn8s(encoder, n_classes):
    return _fcn(encoder, n_classes, 2, 8)


def bilinear_kernel(factor, channels):
    tent = 1 - np.abs(np.arange(2 * factor) + 0.5 - factor) / factor
    return tf.cast(np.einsum("i,j,kl", tent, tent, np.eye(channels)), tf.float32)


def pixel_accuracy(masks, logits):
    true = tf.reshape(tf.cast(masks, tf.int32), [-1])
    scores = tf.reshape(tf.cast(logits, tf.float32), [-1, np.shape(logits)[-1]])
    return tf.reduce_mean(tf.cast(tf.math.in_top_k(true, scores, 1), tf.float32))


def mean_iou(masks, logits, n_classes):
    depth = n_classes + 1
    a = tf.one_hot(tf.cast(masks, tf.int32), depth)
    b = tf.one_hot(tf.argmax(logits, axis=-1), depth)
    both = tf.einsum("nhwc,nhwc->c", a, b)
    either = tf.reduce_sum(tf.maximum(a, b), axis=[0, 1, 2])
    there = tf.cast(either > 0, tf.float32)
    return tf.reduce_sum(tf.math.divide_no_nan(both, either) * there) / tf.reduce_sum(there)


def instances(mask):
    # let the smallest position of a region spread until nothing changes
    mask = np.asarray(mask)
    labels = np.where(mask > 0, np.arange(1, mask.size + 1).reshape(mask.shape), 0)
    while True:
        before = labels.copy()
        for axis in (0, 1):
            for flip in (False, True):
                m = np.flip(mask, axis) if flip else mask
                l = np.flip(labels, axis) if flip else labels
                m, l = np.moveaxis(m, axis, 0), np.moveaxis(l, axis, 0)
                for i in range(1, len(m)):
                    same = (m[i] == m[i - 1]) & (m[i] > 0)
                    l[i][same] = np.minimum(l[i], l[i - 1])[same]
        if np.array_equal(before, labels):
            break
    found = np.unique(labels[labels > 0])
    return np.where(mask > 0, np.searchsorted(found, labels) + 1, 0).astype(np.int32), len(found)
