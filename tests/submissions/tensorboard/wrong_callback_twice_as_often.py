"""Wrong: too few histograms.

Fails: test_histograms_every_few_epochs
"""

import keras


def tensorboard_callback(log_dir, histogram_freq=1):
    return keras.callbacks.TensorBoard(log_dir, histogram_freq=histogram_freq * 2)
