"""Recurrent dropout, which cuDNN's kernel does not know.

Fails: test_lstm_classifier_runs_on_cudnn
"""

import keras


def lstm_classifier(vocabulary_size, embedding=32, units=32):
    return classifier(vocabulary_size, embedding, keras.layers.LSTM(units, recurrent_dropout=0.1))


def gru_classifier(vocabulary_size, embedding=32, units=32):
    return classifier(vocabulary_size, embedding, keras.layers.GRU(units))


def classifier(vocabulary_size, embedding, recurrent):
    ids = keras.Input((None,), dtype="int32")
    x = keras.layers.Embedding(vocabulary_size, embedding, mask_zero=True)(ids)
    x = recurrent(x)
    return keras.Model(ids, keras.layers.Dense(1, activation="sigmoid")(x))
