"""Wrong: the mean runs over the last axis.

Fails: test_ensemble_averages_outputs
"""

import keras
import tensorflow as tf


class Ensemble(keras.Model):
    def __init__(self, models):
        super().__init__()
        self.members = list(models)

    def call(self, x, training=None):
        outputs = [member(x, training=training) for member in self.members]
        return tf.reduce_mean(tf.stack(outputs), axis=-1)
