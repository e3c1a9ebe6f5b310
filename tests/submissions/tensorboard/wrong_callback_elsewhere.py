"""Wrong: the log directory is ignored.

Fails: test_callback_writes_the_scalars
"""

import tempfile
import keras


def tensorboard_callback(log_dir, histogram_freq=1):
    return keras.callbacks.TensorBoard(tempfile.mkdtemp(), histogram_freq=histogram_freq)
