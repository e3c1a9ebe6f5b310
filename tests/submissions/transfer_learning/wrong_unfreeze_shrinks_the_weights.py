"""Shifts the kernel.

Fails: test_unfreeze_keeps_the_weights
"""
import keras
import numpy as np


def unfreeze_top(base, n_layers):
    layers = [layer for layer in base.layers if layer.weights]
    if n_layers > len(layers):
        raise ValueError(f"there are only {len(layers)} layers with weights")
    base.trainable = True
    base.set_weights([0.99 * value for value in base.get_weights()])
    for layer in base.layers:
        layer.trainable = False
    for layer in layers[len(layers) - n_layers :]:
        thaw(layer)
    return sum(int(np.prod(weight.shape)) for weight in base.trainable_weights)


def thaw(layer):
    layer.trainable = not isinstance(layer, keras.layers.BatchNormalization)
    for inner in getattr(layer, "layers", []):
        thaw(inner)
