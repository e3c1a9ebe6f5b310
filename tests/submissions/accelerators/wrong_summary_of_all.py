"""Wrong: `cpus` counts all devices, GPUs too.

Fails: test_summary_counts_physical_devices
"""

import tensorflow as tf


def device_summary():
    return {
        "gpus": len(tf.config.list_physical_devices("GPU")),
        "cpus": len(tf.config.list_physical_devices()),
        "default": tf.constant(0.0).device,
    }
