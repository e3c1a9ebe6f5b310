"""Wrong: returns the number of GPUs although nothing was set.

Fails: test_growth_bears_a_started_runtime
"""

import tensorflow as tf


def enable_memory_growth():
    gpus = tf.config.list_physical_devices("GPU")
    try:
        for gpu in gpus:
            tf.config.experimental.set_memory_growth(gpu, True)
    except RuntimeError:
        pass
    return len(gpus)
