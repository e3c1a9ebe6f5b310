"""Wrong: a plain number of 0.0 counts as none, and the tensor beside it, which is empty, is read.

Fails: test_reads_simple_values
"""

from pathlib import Path

import tensorflow as tf


def read_scalars(log_dir, tag):
    found = {}
    for path in sorted(Path(log_dir).glob("*tfevents*")):
        if path.is_dir():
            continue
        for record in tf.data.TFRecordDataset(str(path)):
            event = tf.compat.v1.Event.FromString(record.numpy())
            for value in event.summary.value:
                if value.HasField("simple_value") or value.metadata.plugin_data.plugin_name == "scalars":
                    number = value.simple_value or float(tf.make_ndarray(value.tensor))
                    found.setdefault(value.tag, []).append((event.step, number))
    if tag not in found:
        raise ValueError(f"{tag!r} is no scalar here; there are {sorted(found)}")
    return sorted(found[tag], key=lambda pair: pair[0])
