"""The model is bound to the CPU.

Fails: test_lstm_classifier_is_ready_to_train
"""

import keras
import tensorflow as tf


class Classifier(keras.Model):
    def __init__(self, vocabulary_size, embedding, units):
        super().__init__()
        self.words = keras.layers.Embedding(vocabulary_size, embedding, mask_zero=True)
        self.reader = keras.layers.LSTM(units)
        self.verdict = keras.layers.Dense(1, activation="sigmoid")

    def call(self, ids):
        with tf.device("/CPU:0"):
            return self.verdict(self.reader(self.words(ids)))


def lstm_classifier(vocabulary_size, embedding=32, units=32):
    model = Classifier(vocabulary_size, embedding, units)
    model.build((None, None))
    return model
