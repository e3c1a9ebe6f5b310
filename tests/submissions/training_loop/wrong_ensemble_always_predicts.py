"""Wrong: the members always run in inference mode.

Fails: test_ensemble_passes_training_on
"""

import keras
import tensorflow as tf


class Ensemble(keras.Model):
    def __init__(self, models):
        super().__init__()
        self.members = list(models)

    def call(self, x, training=None):
        outputs = [member(x, training=False) for member in self.members]
        return tf.reduce_mean(tf.stack(outputs), axis=0)
