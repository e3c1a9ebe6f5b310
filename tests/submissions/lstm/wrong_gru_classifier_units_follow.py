"""Without a number of units there are as many as the embedding has dimensions.

Fails: test_gru_classifier_sizes
"""

import keras


def gru_classifier(vocabulary_size, embedding=32, units=None):
    units = embedding if units is None else units
    return keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            keras.layers.Embedding(vocabulary_size, embedding, mask_zero=True),
            keras.layers.GRU(units),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
