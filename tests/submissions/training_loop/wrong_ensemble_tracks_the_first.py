"""Wrong: only the first member is an attribute, the others live in a closure.

Fails: test_ensemble_tracks_all_weights
"""

import keras
import tensorflow as tf


class Ensemble(keras.Model):
    def __init__(self, models):
        super().__init__()
        self.first, others = models[0], list(models[1:])
        self.everyone = lambda: [self.first, *others]

    def call(self, x, training=None):
        outputs = [member(x, training=training) for member in self.everyone()]
        return tf.reduce_mean(tf.stack(outputs), axis=0)
