"""Wrong: a functional model in place of a subclassed one.

Fails: test_ensemble_is_a_subclassed_model
"""

import keras


def Ensemble(models):
    inputs = keras.Input((5,))
    outputs = [model(inputs) for model in models]
    return keras.Model(inputs, keras.layers.Average()(outputs))
