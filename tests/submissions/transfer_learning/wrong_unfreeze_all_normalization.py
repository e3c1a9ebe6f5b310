"""Freezes layer normalization, too.

Fails: test_unfreeze_the_last_layers, test_unfreeze_returns_the_number_of_parameters
"""
import keras
import numpy as np


def unfreeze_top(base, n_layers):
    layers = [layer for layer in base.layers if layer.weights]
    if n_layers > len(layers):
        raise ValueError(f"there are only {len(layers)} layers with weights")
    base.trainable = True
    for layer in base.layers:
        layer.trainable = False
    for layer in layers[len(layers) - n_layers :]:
        thaw(layer)
    return sum(int(np.prod(weight.shape)) for weight in base.trainable_weights)


def thaw(layer):
    layer.trainable = "Normalization" not in type(layer).__name__
    for inner in getattr(layer, "layers", []):
        thaw(inner)
