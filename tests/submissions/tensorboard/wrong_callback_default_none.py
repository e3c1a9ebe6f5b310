"""Wrong: no histograms unless they are asked for.

Fails: test_histograms_of_every_epoch_by_default
"""

import keras


def tensorboard_callback(log_dir, histogram_freq=0):
    return keras.callbacks.TensorBoard(log_dir, histogram_freq=histogram_freq)
