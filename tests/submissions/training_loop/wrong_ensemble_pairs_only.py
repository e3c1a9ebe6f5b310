"""Wrong: written for two members.

Fails: test_ensemble_averages_outputs
"""

import keras


class Ensemble(keras.Model):
    def __init__(self, models):
        super().__init__()
        self.members = list(models)

    def call(self, x, training=None):
        outputs = [member(x, training=training) for member in self.members]
        return (outputs[0] + outputs[-1]) / 2
