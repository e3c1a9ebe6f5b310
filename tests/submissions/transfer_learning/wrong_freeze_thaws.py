"""The switch the wrong way round.

Fails: test_freeze_leaves_nothing_to_train, test_freeze_reaches_nested_models
"""
import keras


def freeze(base):
    base.trainable = True
    return base
