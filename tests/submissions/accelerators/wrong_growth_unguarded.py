"""Wrong: lets the error out when the runtime has started.

Fails: test_growth_bears_a_started_runtime
"""

import tensorflow as tf


def enable_memory_growth():
    gpus = tf.config.list_physical_devices("GPU")
    for gpu in gpus:
        tf.config.experimental.set_memory_growth(gpu, True)
    return len(gpus)
