"""Takes the first layer for an input layer, which a Sequential base does not list.

Fails: test_freeze_leaves_nothing_to_train
"""
import keras


def freeze(base):
    for layer in base.layers[1:]:
        layer.trainable = False
    return base
