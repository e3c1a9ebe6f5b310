"""Leaves the last layer with weights open.

Fails: test_freeze_leaves_nothing_to_train, test_freeze_stops_the_statistics
"""
import keras


def freeze(base):
    base.trainable = False
    [layer for layer in base.layers if layer.weights][-1].trainable = True
    return base
