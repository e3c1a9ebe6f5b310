"""Wrong: histograms are forgotten.

Fails: test_histograms_every_few_epochs, test_histograms_of_every_epoch_by_default
"""

import keras


def tensorboard_callback(log_dir, histogram_freq=1):
    return keras.callbacks.TensorBoard(log_dir)
