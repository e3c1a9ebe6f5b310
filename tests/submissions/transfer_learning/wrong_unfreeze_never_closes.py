"""Opens the top, and trusts that the rest was frozen.

Fails: test_unfreeze_the_last_layers, test_unfreeze_from_any_state
"""
import keras
import numpy as np


def unfreeze_top(base, n_layers):
    layers = [layer for layer in base.layers if layer.weights]
    if n_layers > len(layers):
        raise ValueError(f"there are only {len(layers)} layers with weights")
    base._trainable = True
    for layer in layers[len(layers) - n_layers :]:
        thaw(layer)
    return sum(int(np.prod(weight.shape)) for weight in base.trainable_weights)


def thaw(layer):
    layer.trainable = not isinstance(layer, keras.layers.BatchNormalization)
    for inner in getattr(layer, "layers", []):
        thaw(inner)
