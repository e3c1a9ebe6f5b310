"""Example by example and gate by gate, counts by building the layers, keras.ops, NumPy ids."""

import re
import string

import keras
import numpy as np
import tensorflow as tf


def lstm_cell(x, h, c, kernel, recurrent, bias):
    x, h, c, kernel, recurrent, bias = [tf.cast(value, tf.float32) for value in (x, h, c, kernel, recurrent, bias)]
    outputs, cells = [], []
    for one_x, one_h, one_c in zip(tf.unstack(x), tf.unstack(h), tf.unstack(c)):
        sums = tf.linalg.matvec(kernel, one_x, transpose_a=True) + tf.linalg.matvec(recurrent, one_h, transpose_a=True)
        i, f, g, o = tf.split(sums + bias, 4)
        one_c = keras.ops.sigmoid(f) * one_c + keras.ops.sigmoid(i) * keras.ops.tanh(g)
        cells.append(one_c)
        outputs.append(keras.ops.sigmoid(o) * keras.ops.tanh(one_c))
    return tf.stack(outputs), tf.stack(cells)


def gru_cell(x, h, kernel, recurrent, bias):
    x, h, kernel, recurrent, bias = [tf.cast(value, tf.float32) for value in (x, h, kernel, recurrent, bias)]
    states = []
    for one_x, one_h in zip(tf.unstack(x), tf.unstack(h)):
        wz, wr, wh = tf.split(tf.linalg.matvec(kernel, one_x, transpose_a=True) + bias, 3)
        uz, ur, uh = tf.split(recurrent, 3, axis=1)
        z = keras.ops.sigmoid(wz + tf.reduce_sum(one_h[:, None] * uz, 0))
        r = keras.ops.sigmoid(wr + tf.reduce_sum(one_h[:, None] * ur, 0))
        candidate = keras.ops.tanh(wh + tf.reduce_sum((r * one_h)[:, None] * uh, 0))
        states.append(z * one_h + (1 - z) * candidate)
    return tf.stack(states)


def lstm_params(n_in, units):
    layer = keras.layers.LSTM(units)
    layer.build((None, None, n_in))
    return layer.count_params()


def gru_params(n_in, units, reset_after=True):
    layer = keras.layers.GRU(units, reset_after=reset_after)
    layer.build((None, None, n_in))
    return tf.constant(layer.count_params())


def encode_texts(texts, vocabulary_size, length):
    drop = re.compile("[%s]" % re.escape(string.punctuation))
    lines = [drop.sub("", text.lower()).split() for text in texts]
    words, counts = np.unique([word for line in lines for word in line], return_counts=True)
    ranked = [str(words[place]) for place in np.argsort(-counts, kind="stable")]
    vocabulary = ["", "[UNK]"] + ranked
    vocabulary = vocabulary[:vocabulary_size]
    ids = np.zeros((len(texts), length), np.int32)
    for row, line in enumerate(lines):
        for column in range(min(length, len(line))):
            try:
                ids[row, column] = vocabulary.index(line[column])
            except ValueError:
                ids[row, column] = 1
    return ids, vocabulary


def make(kind, vocabulary_size, embedding, units):
    layer = {"lstm": keras.layers.LSTM, "gru": keras.layers.GRU}[kind]
    return keras.Sequential(
        [
            keras.layers.InputLayer(shape=(None,)),
            keras.layers.Embedding(vocabulary_size, embedding, mask_zero=True, name="words"),
            layer(units, activation=keras.activations.tanh, recurrent_activation="sigmoid", use_cudnn="auto"),
            keras.layers.Dense(1),
            keras.layers.Activation("sigmoid"),
        ]
    )


def lstm_classifier(vocabulary_size, embedding=32, units=32):
    return make("lstm", vocabulary_size, embedding, units)


def gru_classifier(vocabulary_size, embedding=32, units=32):
    return make("gru", vocabulary_size, embedding, units)
