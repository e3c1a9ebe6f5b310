"""tf.keras, Sequential models built late and compiled, einsum, the sigmoid written out, NumPy counts."""

import numpy as np
import tensorflow as tf


def squash(x):
    return 1 / (1 + tf.exp(-x))


def lstm_cell(x, h, c, kernel, recurrent, bias):
    x, h, c, kernel, recurrent, bias = tf.nest.map_structure(
        lambda value: tf.cast(value, tf.float32), tuple(map(tf.convert_to_tensor, (x, h, c, kernel, recurrent, bias)))
    )
    n, units = c.shape
    sums = tf.einsum("nf,fu->nu", x, kernel) + tf.einsum("nv,vu->nu", h, recurrent) + bias
    sums = tf.unstack(tf.reshape(sums, (n, 4, units)), axis=1)
    new_c = c * squash(sums[1]) + squash(sums[0]) * tf.tanh(sums[2])
    new_h = squash(sums[3]) * tf.tanh(new_c)
    return new_h, new_c


def gru_cell(x, h, kernel, recurrent, bias):
    x, h, kernel, recurrent, bias = (tf.cast(value, tf.float32) for value in (x, h, kernel, recurrent, bias))
    u = recurrent.shape[0]

    def part(number, state):
        columns = slice(number * u, (number + 1) * u)
        return tf.einsum("nf,fu->nu", x, kernel[:, columns]) + state @ recurrent[:, columns] + bias[columns]

    z, r = squash(part(0, h)), squash(part(1, h))
    return (1 - z) * tf.tanh(part(2, r * h)) + z * h


def lstm_params(n_in, units):
    return np.prod([4, units, n_in + units + 1])


def gru_params(n_in, units, reset_after=True):
    return np.int64(3) * units * (n_in + units + 1 + int(reset_after))


def encode_texts(texts, vocabulary_size, length):
    layer = tf.keras.layers.TextVectorization(vocabulary_size, output_mode="int", output_sequence_length=length)
    layer.adapt(np.asarray(texts))
    ids = layer(np.asarray(texts)).numpy().astype("int32")
    return ids, [str(word) for word in layer.get_vocabulary()]


def lstm_classifier(vocabulary_size, embedding=32, units=32):
    model = tf.keras.Sequential()
    model.add(tf.keras.layers.Embedding(vocabulary_size, embedding, mask_zero=True))
    model.add(tf.keras.layers.LSTM(units, dropout=0.2))
    model.add(tf.keras.layers.Dense(1, activation="sigmoid"))
    model.build((None, None))
    model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
    return model


def gru_classifier(vocabulary_size, embedding=32, units=32):
    model = tf.keras.Sequential()
    model.add(tf.keras.layers.Embedding(vocabulary_size, embedding, mask_zero=True))
    model.add(tf.keras.layers.GRU(units, dropout=0.2))
    model.add(tf.keras.layers.Dense(1, activation="sigmoid"))
    model.build((None, None))
    model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
    return model
