"""Wrong: takes the members out of the caller's list.

Fails: test_ensemble_is_a_subclassed_model
"""

import keras
import tensorflow as tf


class Ensemble(keras.Model):

    def __init__(self, models):
        super().__init__()
        self.members = []
        while models:
            self.members.append(models.pop(0))

    def call(self, x, training=None):
        outputs = [member(x, training=training) for member in self.members]
        return tf.reduce_mean(tf.stack(outputs), axis=0)
