"""Functional models, one product for input and state together, the vocabulary by Keras' own layer."""

import keras
import tensorflow as tf


def lstm_cell(x, h, c, kernel, recurrent, bias):
    to32 = lambda value: tf.cast(tf.convert_to_tensor(value), tf.float32)
    both = tf.concat([to32(x), to32(h)], axis=1)
    weights = tf.concat([to32(kernel), to32(recurrent)], axis=0)
    sums = tf.nn.bias_add(both @ weights, to32(bias))
    units = sums.shape[1] // 4
    i = tf.math.sigmoid(sums[:, :units])
    f = tf.math.sigmoid(sums[:, units : 2 * units])
    g = tf.math.tanh(sums[:, 2 * units : 3 * units])
    o = tf.math.sigmoid(sums[:, 3 * units :])
    new_c = tf.add(f * to32(c), i * g)
    return [o * tf.math.tanh(new_c), new_c]


def gru_cell(x, h, kernel, recurrent, bias):
    x, h, kernel, recurrent, bias = [tf.cast(value, "float32") for value in [x, h, kernel, recurrent, bias]]
    units = h.shape[-1]
    gates = tf.sigmoid(x @ kernel[:, : 2 * units] + h @ recurrent[:, : 2 * units] + bias[: 2 * units])
    z, r = gates[:, :units], gates[:, units:]
    new = tf.tanh(x @ kernel[:, 2 * units :] + (r * h) @ recurrent[:, 2 * units :] + bias[2 * units :])
    return new + z * (h - new)


def lstm_params(n_in, units):
    return sum((n_in + units + 1) * units for _ in "ifco")


def gru_params(n_in, units, reset_after=True):
    count = 0
    for _ in "zrh":
        count += n_in * units + units**2 + units
        if reset_after:
            count += units
    return count


def encode_texts(texts, vocabulary_size, length):
    layer = keras.layers.TextVectorization(max_tokens=vocabulary_size, output_sequence_length=length)
    layer.adapt(texts)
    return layer(texts), layer.get_vocabulary()


def classifier(vocabulary_size, embedding, layer):
    ids = keras.Input(shape=(None,), dtype="int64")
    vectors = keras.layers.Embedding(vocabulary_size, embedding, mask_zero=True)(ids)
    return keras.Model(ids, keras.layers.Dense(1, "sigmoid")(layer(vectors)))


def lstm_classifier(vocabulary_size, embedding=32, units=32):
    return classifier(vocabulary_size, embedding, keras.layers.LSTM(units))


def gru_classifier(vocabulary_size, embedding=32, units=32):
    return classifier(vocabulary_size, embedding, keras.layers.GRU(units))
