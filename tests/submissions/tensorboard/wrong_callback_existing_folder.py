"""The folder must not be there yet.

Fails: test_no_histograms_at_zero
"""

import os

import keras


def tensorboard_callback(log_dir, histogram_freq=1):
    os.makedirs(log_dir)
    return keras.callbacks.TensorBoard(log_dir=log_dir, histogram_freq=histogram_freq)
