"""Dropout before the scores, as the paper has it in the layers of VGG: something else is computed in training.

Fails: test_fcn_computes_the_same_in_training
"""
import keras
import numpy as np


def start(factor, channels):
    tent = 1 - np.abs(np.arange(2 * factor) - factor + 0.5) / factor
    return keras.initializers.Constant(np.einsum("i,j,kl->ijkl", tent, tent, np.eye(channels)))


def up(x, stride, n):
    return keras.layers.Conv2DTranspose(n, 2 * stride, stride, "same", use_bias=False, kernel_initializer=start(stride, n))(x)


def fuse(deep, shallow, n):
    doubled = keras.layers.Conv2DTranspose(n, 4, 2, "same", use_bias=False, kernel_initializer=start(2, n))(deep)
    return keras.layers.add([doubled, keras.layers.Conv2D(n, 1)(shallow)])


def fcn32s(encoder, n_classes):
    n = n_classes + 1
    pool3, pool4, pool5 = encoder.outputs
    scores = keras.layers.Conv2D(n, 1)(keras.layers.Dropout(0.5)(pool5))
    return keras.Model(encoder.inputs[0], up(scores, 32, n))


def fcn16s(encoder, n_classes):
    n = n_classes + 1
    pool3, pool4, pool5 = encoder.outputs
    scores = keras.layers.Conv2D(n, 1)(keras.layers.Dropout(0.5)(pool5))
    scores = fuse(scores, pool4, n)
    return keras.Model(encoder.inputs[0], up(scores, 16, n))


def fcn8s(encoder, n_classes):
    n = n_classes + 1
    pool3, pool4, pool5 = encoder.outputs
    scores = keras.layers.Conv2D(n, 1)(keras.layers.Dropout(0.5)(pool5))
    scores = fuse(scores, pool4, n)
    scores = fuse(scores, pool3, n)
    return keras.Model(encoder.inputs[0], up(scores, 8, n))
