"""The mean over all states instead of the last one.

Fails: test_lstm_classifier_probabilities
"""

import keras


def lstm_classifier(vocabulary_size, embedding=32, units=32):
    return classifier(vocabulary_size, embedding, keras.layers.LSTM(units, return_sequences=True))


def gru_classifier(vocabulary_size, embedding=32, units=32):
    return classifier(vocabulary_size, embedding, keras.layers.GRU(units, return_sequences=True))


def classifier(vocabulary_size, embedding, recurrent):
    ids = keras.Input((None,), dtype="int32")
    x = keras.layers.Embedding(vocabulary_size, embedding, mask_zero=True)(ids)
    x = keras.layers.GlobalAveragePooling1D()(recurrent(x))
    return keras.Model(ids, keras.layers.Dense(1, activation="sigmoid")(x))
