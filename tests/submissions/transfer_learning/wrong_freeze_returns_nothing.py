"""Returns nothing.

Fails: test_freeze_returns_the_base
"""
import keras


def freeze(base):
    base.trainable = False
