"""Wrong: asks the members by `predict`, whose arrays have no gradient.

Fails: test_ensemble_averages_outputs, test_ensemble_tracks_all_weights
"""

import keras
import tensorflow as tf


class Ensemble(keras.Model):
    def __init__(self, models):
        super().__init__()
        self.members = list(models)

    def call(self, x, training=None):
        return tf.reduce_mean([member.predict(x, verbose=0) for member in self.members], axis=0)
