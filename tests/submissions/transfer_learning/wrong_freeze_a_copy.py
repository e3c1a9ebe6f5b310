"""Freezes a copy.

Fails: test_freeze_returns_the_base, test_freeze_leaves_nothing_to_train
"""
import keras


def freeze(base):
    copy = keras.models.clone_model(base)
    copy.set_weights(base.get_weights())
    copy.trainable = False
    return copy
