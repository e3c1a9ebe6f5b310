"""Wrong: nothing is logged.

Fails: test_rate_is_logged_in_the_folder
"""

import keras


def learning_rate_callback(log_dir, initial, decay, every):
    return keras.callbacks.LearningRateScheduler(lambda epoch: initial * decay ** (epoch // every))
