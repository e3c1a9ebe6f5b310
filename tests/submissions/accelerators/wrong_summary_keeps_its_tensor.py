"""Wrong: the tensor whose device is named is made once, so that `with tf.device(...)` later on changes nothing.

Fails: test_summary_asks_a_new_tensor
"""

import functools

import tensorflow as tf


@functools.cache
def tensor():
    return tf.zeros(())


def device_summary():
    return {
        "gpus": len(tf.config.list_physical_devices("GPU")),
        "cpus": len(tf.config.list_physical_devices("CPU")),
        "default": tensor().device,
    }
