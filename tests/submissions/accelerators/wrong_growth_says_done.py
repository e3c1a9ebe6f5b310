"""Wrong: returns whether something was set.

Fails: test_growth_returns_the_number_of_gpus, test_growth_is_0_without_gpu
"""

import tensorflow as tf


def enable_memory_growth():
    gpus = tf.config.list_physical_devices("GPU")
    try:
        for gpu in gpus:
            tf.config.experimental.set_memory_growth(gpu, True)
    except RuntimeError:
        return False
    return bool(gpus)
