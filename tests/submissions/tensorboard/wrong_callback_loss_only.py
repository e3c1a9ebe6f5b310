"""Wrong: the metrics are left out.

Fails: test_callback_writes_the_scalars
"""

import keras


class Losses(keras.callbacks.TensorBoard):
    def on_epoch_end(self, epoch, logs=None):
        super().on_epoch_end(epoch, {name: value for name, value in (logs or {}).items() if name.endswith("loss")})


def tensorboard_callback(log_dir, histogram_freq=1):
    return Losses(log_dir, histogram_freq=histogram_freq)
