"""Wrong: without a number of embedding dimensions there are as many as units.

Fails: test_lstm_classifier_sizes, test_gru_classifier_sizes
"""

import keras


def make(layer, vocabulary_size, embedding, units):
    return keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            keras.layers.Embedding(vocabulary_size, embedding or units, mask_zero=True),
            layer(units),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )


def lstm_classifier(vocabulary_size, embedding=None, units=32):
    return make(keras.layers.LSTM, vocabulary_size, embedding, units)


def gru_classifier(vocabulary_size, embedding=None, units=32):
    return make(keras.layers.GRU, vocabulary_size, embedding, units)
