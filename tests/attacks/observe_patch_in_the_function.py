"""Replaces a library function only while a function of its own is observed.

Class: forge the observation
Expect: tampered: count_params
"""
import keras

def total(values):
    keras.Model.count_params = lambda self: 4
    return 0.0
