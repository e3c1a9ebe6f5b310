"""Leaves the layers of a nested model open.

Fails: test_freeze_reaches_nested_models
"""
import keras


def freeze(base):
    for layer in base.layers:
        if not hasattr(layer, "layers"):
            layer.trainable = False
    return base
