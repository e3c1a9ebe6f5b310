"""Wrong: opens all, and counts the layers that have something to train: statistics without gamma and beta are skipped.

Fails: test_unfreeze_the_last_layers
"""

import keras
import numpy as np


def thaw(layer):
    layer.trainable = not isinstance(layer, keras.layers.BatchNormalization)
    for inner in getattr(layer, "layers", []):
        thaw(inner)


def unfreeze_top(base, n_layers):
    base.trainable = True
    for layer in base.layers:
        layer.trainable = True
    layers = [layer for layer in base.layers if layer.trainable_weights]
    if n_layers > len(layers):
        raise ValueError(f"n_layers is {n_layers}, but the base has only {len(layers)} layers with weights")
    for layer in base.layers:
        layer.trainable = False
    for layer in layers[len(layers) - n_layers :]:
        thaw(layer)
    return sum(int(np.prod(weight.shape)) for weight in base.trainable_weights)
