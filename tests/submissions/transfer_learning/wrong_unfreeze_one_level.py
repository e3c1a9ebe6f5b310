"""Wrong: batch normalization is found in a nested model, but not in a model within that model: there it trains.

Fails: test_unfreeze_nested_models
"""

import keras
import numpy as np


def unfreeze_top(base, n_layers):
    layers = [layer for layer in base.layers if layer.weights]
    if n_layers > len(layers):
        raise ValueError(f"n_layers is {n_layers}, but the base has only {len(layers)} layers with weights")
    base.trainable = True
    top = layers[len(layers) - n_layers :]
    for layer in base.layers:
        layer.trainable = layer in top
        for inner in [layer, *getattr(layer, "layers", [])]:
            if isinstance(inner, keras.layers.BatchNormalization):
                inner.trainable = False
    return sum(int(np.prod(weight.shape)) for weight in base.trainable_weights)
