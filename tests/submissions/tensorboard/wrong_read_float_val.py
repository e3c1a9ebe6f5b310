"""Looks for the number in a field that TensorFlow leaves empty in its event files.

Fails: test_reads_tensors
"""

import glob
import os

import tensorflow as tf


def read_scalars(log_dir, tag):
    found = {}
    for path in glob.glob(os.path.join(log_dir, "*tfevents*")):
        if os.path.isdir(path):
            continue
        for event in tf.compat.v1.train.summary_iterator(path):
            for value in event.summary.value:
                if value.HasField("simple_value"):
                    number = value.simple_value
                elif value.metadata.plugin_data.plugin_name == "scalars":
                    number = sum(value.tensor.float_val)
                else:
                    continue
                found.setdefault(value.tag, []).append((event.step, number))
    if tag not in found:
        raise ValueError(f"no {tag!r}; there are: {sorted(found)}")
    return sorted(found[tag])
