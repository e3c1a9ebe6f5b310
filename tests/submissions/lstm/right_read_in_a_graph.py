"""Right: subclassed models that read in a graph, traced once when the model is made, for any number and length of reviews."""

import keras
import tensorflow as tf


class Reader(keras.Model):
    def __init__(self, vocabulary_size, embedding, layer):
        super().__init__()
        self.words = keras.layers.Embedding(vocabulary_size, embedding, mask_zero=True)
        self.reader = layer
        self.verdict = keras.layers.Dense(1, activation="sigmoid")
        self.read = tf.function(self.layers_in_turn, input_signature=[tf.TensorSpec((None, None), tf.int32)])

    def layers_in_turn(self, ids):
        return self.verdict(self.reader(self.words(ids)))

    def call(self, ids):
        return self.read(tf.cast(ids, tf.int32))


def make(*arguments):
    model = Reader(*arguments)
    model.layers_in_turn(tf.ones((1, 2), tf.int32))  # makes the weights
    model(tf.ones((1, 2), tf.int32))  # and the graph
    return model


def lstm_classifier(vocabulary_size, embedding=32, units=32):
    return make(vocabulary_size, embedding, keras.layers.LSTM(units))


def gru_classifier(vocabulary_size, embedding=32, units=32):
    return make(vocabulary_size, embedding, keras.layers.GRU(units))
