"""Wrong: takes the first GPU without looking whether there is one.

Fails: test_growth_is_0_without_gpu
"""

import tensorflow as tf


def enable_memory_growth():
    gpus = tf.config.list_physical_devices("GPU")
    assert gpus[0].device_type == "GPU"
    try:
        for gpu in gpus:
            tf.config.experimental.set_memory_growth(gpu, True)
    except RuntimeError:
        return 0
    return len(gpus)
