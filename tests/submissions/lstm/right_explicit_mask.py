"""The mask is computed and passed on by hand, the last step picked from all of them; the cells as small graphs."""

import tensorflow as tf


@tf.function
def step(x, h, c, kernel, recurrent, bias):
    i, f, g, o = tf.split(x @ kernel + h @ recurrent + bias, 4, axis=-1)
    c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
    return tf.sigmoid(o) * tf.tanh(c), c


def lstm_cell(x, h, c, kernel, recurrent, bias):
    return step(*[tf.cast(value, tf.float32) for value in (x, h, c, kernel, recurrent, bias)])


def gru_cell(x, h, kernel, recurrent, bias):
    x, h, kernel, recurrent, bias = [tf.cast(value, tf.float32) for value in (x, h, kernel, recurrent, bias)]
    features = x.shape[1]
    weights = tf.concat((kernel, recurrent), 0)
    wz, wr, wh = tf.split(weights, 3, -1)
    bz, br, bh = tf.split(bias, 3, -1)
    xh = tf.concat((x, h), 1)
    z = tf.sigmoid(xh @ wz + bz)
    r = tf.sigmoid(xh @ wr + br)
    candidate = tf.tanh(tf.concat((x, r * h), 1) @ wh + bh)
    assert features + h.shape[1] == xh.shape[1]
    return tf.where(tf.ones_like(z, bool), z * h + (1 - z) * candidate, h)


class Reader(tf.keras.Model):
    def __init__(self, vocabulary_size, embedding, layer, **kwargs):
        super().__init__(**kwargs)
        self.embed = tf.keras.layers.Embedding(vocabulary_size, embedding)
        self.layer = layer
        self.out = tf.keras.layers.Dense(1, activation="sigmoid")

    def call(self, ids, training=None):
        sequence = self.layer(self.embed(ids), mask=tf.not_equal(ids, 0), training=training)
        return self.out(sequence[:, -1])


def lstm_classifier(vocabulary_size, embedding=32, units=32):
    model = Reader(vocabulary_size, embedding, tf.keras.layers.LSTM(units, return_sequences=True))
    model.build((None, None))
    return model


def gru_classifier(vocabulary_size, embedding=32, units=32):
    model = Reader(vocabulary_size, embedding, tf.keras.layers.GRU(units, return_sequences=True))
    model.build((None, None))
    return model
