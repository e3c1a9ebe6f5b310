"""Right: the number of a tensor unpacked from its bytes."""

import glob
import os
import struct

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
                    number = struct.unpack("<f", value.tensor.tensor_content)[0]
                else:
                    continue
                found.setdefault(value.tag, []).append((event.step, number))
    if tag not in found:
        raise ValueError(f"no {tag!r}; there are: {sorted(found)}")
    return sorted(found[tag])
