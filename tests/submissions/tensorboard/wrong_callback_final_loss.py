"""Wrong: scalars of the last epoch only.

Fails: test_callback_writes_the_scalars
"""

import keras


class Last(keras.callbacks.TensorBoard):
    def _log_epoch_metrics(self, epoch, logs):
        if epoch == self.params["epochs"] - 1:
            super()._log_epoch_metrics(epoch, logs)


def tensorboard_callback(log_dir, histogram_freq=1):
    return Last(log_dir, histogram_freq=histogram_freq)
