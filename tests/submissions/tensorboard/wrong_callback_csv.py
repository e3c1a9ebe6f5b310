"""Wrong: a table is no event file.

Fails: test_callback_writes_the_scalars
"""

import os
import keras


def tensorboard_callback(log_dir, histogram_freq=1):
    os.makedirs(log_dir, exist_ok=True)
    return keras.callbacks.CSVLogger(os.path.join(log_dir, "events.out.tfevents.csv"))
