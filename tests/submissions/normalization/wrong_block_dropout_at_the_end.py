"""Drops a fifth of what comes out while training, which nobody asked for.

Fails: test_block_trains
"""

import keras, numpy as np, tensorflow as tf
L = keras.layers

def conv_bn(filters, order="before"):
    if order not in ("before", "after"): raise ValueError("before or after")
    if order == "before":
        return keras.Sequential([L.Conv2D(filters,3,padding="same",use_bias=False),L.BatchNormalization(),L.ReLU(),L.Dropout(0.2)])
    return keras.Sequential([L.Conv2D(filters,3,padding="same",use_bias=False),L.ReLU(),L.BatchNormalization(),L.Dropout(0.2)])
