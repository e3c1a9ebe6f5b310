"""Wrong: takes the beginning of a tag for the tag.

Fails: test_error_names_the_tags
"""

import glob
import tensorflow as tf


def read_scalars(log_dir, tag):
    found = {}
    for path in glob.glob(log_dir + "/*tfevents*"):
        for record in tf.data.TFRecordDataset(path):
            event = tf.compat.v1.Event.FromString(record.numpy())
            for value in event.summary.value:
                if value.HasField("simple_value"):
                    found.setdefault(value.tag, []).append((event.step, value.simple_value))
                elif value.metadata.plugin_data.plugin_name == "scalars":
                    found.setdefault(value.tag, []).append((event.step, tf.make_ndarray(value.tensor).item()))
    if tag not in found:
        found = {name: rows for name, rows in found.items() if name.startswith(tag)} or found
    tag = next((name for name in found if name.startswith(tag)), tag)
    if tag not in found:
        raise ValueError(f"no scalar {tag}: there are {sorted(found)}")
    return sorted(found[tag])
