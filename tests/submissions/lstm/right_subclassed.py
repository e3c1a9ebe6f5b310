"""Subclassed models built with a call, gates one by one, words counted in a dict, ties in alphabetical order."""

import string

import keras
import tensorflow as tf


def lstm_cell(x, h, c, kernel, recurrent, bias):
    x, h, c = tf.cast(x, tf.float32), tf.cast(h, tf.float32), tf.cast(c, tf.float32)
    kernels = tf.split(tf.cast(kernel, tf.float32), 4, 1)
    recurrents = tf.split(tf.cast(recurrent, tf.float32), 4, 1)
    biases = tf.split(tf.cast(bias, tf.float32), 4)
    i, f, g, o = (
        function(tf.linalg.matmul(x, w) + tf.linalg.matmul(h, u) + b)
        for function, w, u, b in zip((tf.nn.sigmoid, tf.nn.sigmoid, tf.nn.tanh, tf.nn.sigmoid), kernels, recurrents, biases)
    )
    new_c = f * c + i * g
    return o * tf.nn.tanh(new_c), new_c


def gru_cell(x, h, kernel, recurrent, bias):
    x, h = tf.cast(x, tf.float32), tf.cast(h, tf.float32)
    wz, wr, wh = tf.split(tf.cast(kernel, tf.float32), 3, 1)
    uz, ur, uh = tf.split(tf.cast(recurrent, tf.float32), 3, 1)
    bz, br, bh = tf.split(tf.cast(bias, tf.float32), 3)
    r = tf.nn.sigmoid(x @ wr + h @ ur + br)
    z = tf.nn.sigmoid(x @ wz + h @ uz + bz)
    return z * h + (1.0 - z) * tf.nn.tanh(x @ wh + (h * r) @ uh + bh)


def encode_texts(texts, vocabulary_size, length):
    words, counts = [], {}
    for text in texts:
        words.append("".join(sign for sign in str(text).lower() if sign not in string.punctuation).split())
        for word in words[-1]:
            counts[word] = counts.get(word, 0) + 1
    ranked = sorted(counts, key=lambda word: (-counts[word], word))
    vocabulary = ["", "[UNK]"] + ranked[: vocabulary_size - 2]
    rows = []
    for line in words:
        row = [vocabulary.index(word) if word in vocabulary else 1 for word in line]
        rows.append((row + [0] * length)[:length])
    return tf.constant(rows, tf.int64), vocabulary


class Classifier(keras.Model):
    def __init__(self, vocabulary_size, embedding, layer):
        super().__init__()
        self.words = keras.layers.Embedding(vocabulary_size, embedding, mask_zero=True)
        self.reader = layer
        self.verdict = keras.layers.Dense(1)

    def call(self, ids):
        return tf.sigmoid(self.verdict(self.reader(self.words(ids))))


def lstm_classifier(vocabulary_size, embedding=32, units=32):
    model = Classifier(vocabulary_size, embedding, keras.layers.LSTM(units))
    model(tf.zeros((1, 3), tf.int32))
    return model


def gru_classifier(vocabulary_size, embedding=32, units=32):
    model = Classifier(vocabulary_size, embedding, keras.layers.GRU(units))
    model(tf.ones((1, 2), tf.int32))
    return model
