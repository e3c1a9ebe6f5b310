"""Leaves TensorFlow: no gradient.

Fails: test_l2_gradients
"""
import numpy as np


def l2_penalty(weights, strength):
    return np.float32(strength * sum(float(np.sum(np.square(np.asarray(w, "float32")))) for w in weights))
