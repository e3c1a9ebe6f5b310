"""More layers than there are: all of them, without an error.

Fails: test_unfreeze_too_many
"""
import keras
import numpy as np


def unfreeze_top(base, n_layers):
    layers = [layer for layer in base.layers if layer.weights]
    base.trainable = True
    for layer in base.layers:
        layer.trainable = False
    for layer in layers[max(len(layers) - n_layers, 0) :]:
        thaw(layer)
    return sum(int(np.prod(weight.shape)) for weight in base.trainable_weights)


def thaw(layer):
    layer.trainable = not isinstance(layer, keras.layers.BatchNormalization)
    for inner in getattr(layer, "layers", []):
        thaw(inner)
