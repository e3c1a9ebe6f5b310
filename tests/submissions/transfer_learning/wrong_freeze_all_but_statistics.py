"""Skips batch normalization.

Fails: test_freeze_leaves_nothing_to_train, test_freeze_stops_the_statistics
"""
import keras


def freeze(base):
    for layer in base.layers:
        if not isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False
    return base
