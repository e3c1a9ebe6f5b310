"""The model has no weights before its first call.

Fails: test_lstm_classifier_is_ready_to_train
"""

import keras


def lstm_classifier(vocabulary_size, embedding=32, units=32):
    return classifier(vocabulary_size, embedding, keras.layers.LSTM(units))


def gru_classifier(vocabulary_size, embedding=32, units=32):
    return classifier(vocabulary_size, embedding, keras.layers.GRU(units))


def classifier(vocabulary_size, embedding, recurrent):
    words = keras.layers.Embedding(vocabulary_size, embedding, mask_zero=True)
    return keras.Sequential([words, recurrent, keras.layers.Dense(1, activation="sigmoid")])
