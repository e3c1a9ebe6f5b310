"""Wrong: counts the cores of the processor.

Fails: test_summary_counts_devices_here, test_summary_counts_physical_devices
"""

import os

import tensorflow as tf


def device_summary():
    return {
        "gpus": len(tf.config.list_physical_devices("GPU")),
        "cpus": os.cpu_count() + 1,
        "default": tf.constant(0.0).device,
    }
