"""Wrong: a ready-made cell whose weights are overwritten.

Fails: test_cell_by_hand, test_cell_gradients
"""

import keras
import tensorflow as tf

CELLS = {}


def rnn_cell(x, h, kernel, recurrent, bias):
    x, h, kernel, recurrent, bias = (tf.cast(value, tf.float32) for value in (x, h, kernel, recurrent, bias))
    sizes = tuple(kernel.shape)
    if sizes not in CELLS:
        CELLS[sizes] = keras.layers.SimpleRNNCell(sizes[1])
        CELLS[sizes].build((None, sizes[0]))
    cell = CELLS[sizes]
    cell.kernel.assign(kernel)
    cell.recurrent_kernel.assign(recurrent)
    cell.bias.assign(bias)
    return cell(x, [h])[0]
