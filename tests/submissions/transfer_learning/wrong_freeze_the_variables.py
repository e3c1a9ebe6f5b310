"""Freezes the variables, not the layers: moving statistics still move.

Fails: test_freeze_stops_the_statistics
"""
import keras


def freeze(base):
    for weight in base.weights:
        weight.trainable = False
    return base
