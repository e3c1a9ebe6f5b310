"""Takes an order with blanks around it: only two words are allowed.

Fails: test_block_rejects_other_orders
"""

import keras, numpy as np, tensorflow as tf
L = keras.layers

def conv_bn(filters, order="before"):
    order = order.strip()
    if order not in ("before", "after"): raise ValueError("before or after")
    tail = [L.BatchNormalization(), L.ReLU()]
    if order == "after": tail.reverse()
    return keras.Sequential([L.Conv2D(filters,3,padding="same",use_bias=False), *tail])
