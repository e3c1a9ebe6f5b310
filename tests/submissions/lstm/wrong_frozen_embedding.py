"""The word vectors do not train.

Fails: test_gru_classifier_is_ready_to_train
"""

import keras


def lstm_classifier(vocabulary_size, embedding=32, units=32):
    return classifier(vocabulary_size, embedding, keras.layers.LSTM(units))


def gru_classifier(vocabulary_size, embedding=32, units=32):
    return classifier(vocabulary_size, embedding, keras.layers.GRU(units))


def classifier(vocabulary_size, embedding, recurrent):
    ids = keras.Input((None,), dtype="int32")
    x = keras.layers.Embedding(vocabulary_size, embedding, mask_zero=True, trainable=False)(ids)
    x = recurrent(x)
    return keras.Model(ids, keras.layers.Dense(1, activation="sigmoid")(x))
