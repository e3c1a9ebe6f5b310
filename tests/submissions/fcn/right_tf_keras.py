"""tf.keras with named layers, get_layer for the pools, scores started at zero as in the paper, breadth-first regions."""
from collections import deque

import numpy as np
import tensorflow as tf

L = tf.keras.layers


def tents(shape, dtype="float32"):
    k, c = shape[0], shape[-1]
    ramp = np.concatenate([np.arange(1, k, 2), np.arange(k - 1, 0, -2)]) / k
    kernel = np.zeros(shape)
    for i in range(c):
        kernel[..., i, i] = ramp[None, :] * ramp[:, None]
    return tf.cast(kernel, dtype)


def bilinear_kernel(factor, channels):
    return tents((2 * factor, 2 * factor, channels, channels))


def up(x, stride, channels, name=None):
    return L.Convolution2DTranspose(
        channels, 2 * stride, (stride, stride), "same", use_bias=False, kernel_initializer=tents, name=name
    )(x)


def fuse_skip(deep, shallow, n_outputs):
    s = L.Conv2D(n_outputs, (1, 1), padding="same", kernel_initializer="zeros")(shallow)
    return up(deep, 2, n_outputs) + s


def head(encoder, n_classes, names, stride):
    n = n_classes + 1
    deepest, *rest = names
    x = L.Conv2D(n, 1, kernel_initializer="zeros", name="score_" + deepest)(encoder.get_layer(deepest).output)
    for name in rest:
        pool = encoder.get_layer(name).output
        x = L.add([L.Conv2D(n, 1, kernel_initializer="zeros", name="score_" + name)(pool), up(x, 2, n, "up_" + name)])
    return tf.keras.Model(inputs=encoder.input, outputs=up(x, stride, n, "logits"), name=f"fcn{stride}s")


def fcn32s(encoder, n_classes):
    return head(encoder, n_classes, ["pool5"], 32)


def fcn16s(encoder, n_classes):
    return head(encoder, n_classes, ["pool5", "pool4"], 16)


def fcn8s(encoder, n_classes):
    return head(encoder, n_classes, ["pool5", "pool4", "pool3"], 8)


def mean_iou(masks, logits, n_classes):
    metric = tf.keras.metrics.MeanIoU(num_classes=n_classes + 1, sparse_y_pred=False)
    metric.update_state(masks, logits)
    return metric.result()


def instances(mask):
    mask = np.array(mask).tolist()
    h, w = len(mask), len(mask[0])
    out = [[0] * w for _ in range(h)]
    n = 0
    for i in range(h):
        for j in range(w):
            if mask[i][j] == 0 or out[i][j]:
                continue
            n += 1
            queue = deque([(i, j)])
            out[i][j] = n
            while queue:
                y, x = queue.popleft()
                for a, b in [(y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)]:
                    if 0 <= a < h and 0 <= b < w and out[a][b] == 0 and mask[a][b] == mask[i][j]:
                        out[a][b] = n
                        queue.append((a, b))
    return tf.constant(out, tf.int32), tf.constant(n)
