"""Wrong: Keras' layer with its weights overwritten.

Fails: test_rnn_gradients, test_rnn_by_hand
"""

import keras
import tensorflow as tf

LAYERS = {}


def rnn(xs, h0, kernel, recurrent, bias, return_sequences=False):
    xs, h0, kernel, recurrent, bias = (tf.cast(value, tf.float32) for value in (xs, h0, kernel, recurrent, bias))
    key = (*kernel.shape, return_sequences)
    for flag in (False, True):
        if (*kernel.shape, flag) not in LAYERS:
            LAYERS[(*kernel.shape, flag)] = keras.layers.SimpleRNN(kernel.shape[1], return_sequences=flag)
            LAYERS[(*kernel.shape, flag)].build((None, None, kernel.shape[0]))
    layer = LAYERS[key]
    for variable, value in zip(layer.weights, (kernel, recurrent, bias)):
        variable.assign(value)
    return layer(xs, initial_state=h0)
