"""The layers carry fixed names: the second skip of a model collides with the first.

Fails: test_fuse_twice_in_one_model
"""
import keras
import numpy as np


def fuse_skip(deep, shallow, n_outputs):
    tent = np.array([0.25, 0.75, 0.75, 0.25])
    start = keras.initializers.Constant(np.einsum("i,j,kl->ijkl", tent, tent, np.eye(n_outputs)))
    up = keras.layers.Conv2DTranspose(n_outputs, 4, 2, "same", use_bias=False, kernel_initializer=start, name="up")(deep)
    score = keras.layers.Conv2D(n_outputs, 1, name="score")(shallow)
    return keras.layers.add([up, score])
