"""The recurrent layer reads the padding.

Fails: test_lstm_classifier_skips_padding, test_gru_classifier_skips_padding
"""

import keras


def lstm_classifier(vocabulary_size, embedding=32, units=32):
    return classifier(vocabulary_size, embedding, keras.layers.LSTM(units))


def gru_classifier(vocabulary_size, embedding=32, units=32):
    return classifier(vocabulary_size, embedding, keras.layers.GRU(units))


def classifier(vocabulary_size, embedding, recurrent):
    ids = keras.Input((None,), dtype="int32")
    x = keras.layers.Embedding(vocabulary_size, embedding)(ids)
    x = recurrent(x)
    return keras.Model(ids, keras.layers.Dense(1, activation="sigmoid")(x))
