"""Wrong: the graph is left out.

Fails: test_callback_writes_the_graph
"""

import keras


def tensorboard_callback(log_dir, histogram_freq=1):
    return keras.callbacks.TensorBoard(log_dir, histogram_freq=histogram_freq, write_graph=False)
