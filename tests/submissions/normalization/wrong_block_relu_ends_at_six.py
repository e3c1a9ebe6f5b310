"""Cuts at 6 what comes out of the convolution, before it is normalized.

Fails: test_block_after
"""

import keras, numpy as np, tensorflow as tf
L = keras.layers

def conv_bn(filters, order="before"):
    if order not in ("before", "after"): raise ValueError("before or after")
    if order == "before":
        return keras.Sequential([L.Conv2D(filters,3,padding="same",use_bias=False),L.BatchNormalization(),L.ReLU()])
    return keras.Sequential([L.Conv2D(filters,3,padding="same",use_bias=False),L.ReLU(6.0),L.BatchNormalization()])
