"""Right: tf.keras, a LambdaCallback, records taken apart byte by byte, arrays for rows."""

import glob
import os
import struct

import numpy as np
import tensorflow as tf
from tensorflow.core.util.event_pb2 import Event


def tensorboard_callback(log_dir, histogram_freq=1):
    return tf.keras.callbacks.TensorBoard(
        log_dir=log_dir, histogram_freq=int(histogram_freq), write_graph=True, write_images=False, update_freq="batch"
    )


def log_scalars(log_dir, tag, values):
    os.makedirs(log_dir, exist_ok=True)
    values = np.asarray([float(value) for value in values], dtype=np.float32)
    with tf.summary.create_file_writer(logdir=log_dir, filename_suffix=".numbers").as_default():
        for index in np.arange(len(values)):
            assert tf.summary.scalar(tag, values[index], int(index))


def learning_rate_callback(log_dir, initial, decay, every):
    def begin(epoch, logs):
        stairs = np.floor(epoch / every)
        callback.model.optimizer.learning_rate.assign(initial * np.power(decay, stairs))

    def end(epoch, logs):
        log_dir_writer = writers.setdefault("one", None) or tf.summary.create_file_writer(log_dir)
        writers["one"] = log_dir_writer
        with log_dir_writer.as_default():
            tf.summary.scalar("learning rate", callback.model.optimizer.learning_rate, epoch)

    writers = {}
    callback = tf.keras.callbacks.LambdaCallback(on_epoch_begin=begin, on_epoch_end=end)
    return callback


def records(path):
    with open(path, "rb") as file:
        while header := file.read(12):
            (size,) = struct.unpack("<Q", header[:8])
            yield Event.FromString(file.read(size))
            file.read(4)


def read_scalars(log_dir, tag):
    rows, tags = [], set()
    for path in glob.glob(os.path.join(log_dir, "*tfevents*")):
        if not os.path.isfile(path):
            continue
        for event in records(path):
            for value in event.summary.value:
                is_tensor = value.metadata.plugin_data.plugin_name == "scalars" and value.HasField("tensor")
                if not (value.HasField("simple_value") or is_tensor):
                    continue
                tags.add(value.tag)
                if value.tag == tag:
                    number = tf.make_ndarray(value.tensor) if is_tensor else np.float32(value.simple_value)
                    rows.append((np.int64(event.step), np.float32(number)))
    if not rows:
        raise ValueError(f"no such tag: {tag!r} (there is {tags or 'nothing'})")
    return sorted(rows, key=lambda row: row[0])
