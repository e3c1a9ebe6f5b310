"""Wrong: takes reviews of 20 words, no others.

Fails: test_gru_classifier_is_ready_to_train
"""

import keras


def gru_classifier(vocabulary_size, embedding=32, units=32):
    ids = keras.Input((20,), dtype="int32")
    vectors = keras.layers.Embedding(vocabulary_size, embedding, mask_zero=True)(ids)
    return keras.Model(ids, keras.layers.Dense(1, activation="sigmoid")(keras.layers.GRU(units)(vectors)))
