"""Wrong: sets the first GPU alone.

Fails: test_growth_is_set_on_every_gpu
"""

import tensorflow as tf


def enable_memory_growth():
    gpus = tf.config.list_physical_devices("GPU")
    try:
        if gpus:
            tf.config.experimental.set_memory_growth(gpus[0], True)
    except RuntimeError:
        return 0
    return len(gpus)
