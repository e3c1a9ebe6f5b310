"""Wrong: asks for logical devices first, which starts the runtime.

Fails: test_growth_returns_the_number_of_gpus, test_growth_is_set_on_every_gpu
"""

import tensorflow as tf


def enable_memory_growth():
    if not tf.config.list_logical_devices("GPU"):
        return 0
    gpus = tf.config.list_physical_devices("GPU")
    try:
        for gpu in gpus:
            tf.config.experimental.set_memory_growth(gpu, True)
    except RuntimeError:
        return 0
    return len(gpus)
