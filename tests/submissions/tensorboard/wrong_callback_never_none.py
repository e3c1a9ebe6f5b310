"""Wrong: 0 counts as 1.

Fails: test_no_histograms_at_zero
"""

import keras


def tensorboard_callback(log_dir, histogram_freq=1):
    return keras.callbacks.TensorBoard(log_dir, histogram_freq=max(1, histogram_freq))
