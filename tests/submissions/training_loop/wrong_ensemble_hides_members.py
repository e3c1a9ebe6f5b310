"""Wrong: the members are hidden from Keras: they compute and never train.

Fails: test_ensemble_tracks_all_weights
"""

import keras
import tensorflow as tf


class Ensemble(keras.Model):
    def __init__(self, models):
        super().__init__()
        vars(self)["members"] = list(models)

    def call(self, x, training=None):
        outputs = [member(x, training=training) for member in self.members]
        return tf.reduce_mean(tf.stack(outputs), axis=0)
