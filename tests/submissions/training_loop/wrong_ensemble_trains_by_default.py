"""Wrong: training mode unless the caller says otherwise.

Fails: test_ensemble_predicts_by_default
"""

import keras
import tensorflow as tf


class Ensemble(keras.Model):
    def __init__(self, models):
        super().__init__()
        self.members = list(models)

    def call(self, x, training=True):
        outputs = [member(x, training=training) for member in self.members]
        return tf.reduce_mean(tf.stack(outputs), axis=0)
