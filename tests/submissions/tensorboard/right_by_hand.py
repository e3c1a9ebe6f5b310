"""Right: a callback that writes everything itself, a scheduler with a writer of its own, TensorBoard's accumulator."""

import keras
import tensorflow as tf
from tensorboard.backend.event_processing import event_accumulator


class ByHand(keras.callbacks.Callback):
    """Scalars, graph and histograms, all in the log directory itself."""

    def __init__(self, log_dir, histogram_freq):
        super().__init__()
        self.log_dir, self.histogram_freq = log_dir, histogram_freq

    def on_train_begin(self, logs=None):
        self.writer = tf.summary.create_file_writer(self.log_dir)
        model = self.model
        traced = tf.function(lambda x: model(x)).get_concrete_function(tf.TensorSpec(model.input_shape))
        with self.writer.as_default():
            tf.summary.graph(traced.graph)

    def on_epoch_end(self, epoch, logs=None):
        with self.writer.as_default(epoch):
            for name, value in (logs or {}).items():
                tf.summary.scalar(name, value)
            if self.histogram_freq > 0 and (epoch + 1) % self.histogram_freq == 0:
                for weight in self.model.weights:
                    tf.summary.histogram(weight.path, weight, buckets=12)

    def on_train_end(self, logs=None):
        self.writer.close()


def tensorboard_callback(log_dir, histogram_freq=1):
    return ByHand(log_dir, histogram_freq)


def log_scalars(log_dir, tag, values):
    writer = tf.summary.create_file_writer(log_dir, max_queue=1)

    @tf.function
    def write(step, value):
        with writer.as_default():
            tf.summary.scalar(tag, value, step=step)

    for step, value in enumerate(values):
        write(tf.constant(step, tf.int64), tf.cast(value, tf.float32))
    writer.flush()


def learning_rate_callback(log_dir, initial, decay, every):
    writer = tf.summary.create_file_writer(log_dir)
    writer.set_as_default()

    def schedule(epoch):
        rate = initial
        for _ in range(epoch // every):
            rate = rate * decay
        tf.summary.scalar("learning rate", data=rate, step=epoch)
        writer.flush()
        return rate

    return keras.callbacks.LearningRateScheduler(schedule)


def read_scalars(log_dir, tag):
    reader = event_accumulator.EventAccumulator(log_dir, size_guidance={"tensors": 0, "scalars": 0})
    reader.Reload()
    found = {name: [(event.step, event.value) for event in reader.Scalars(name)] for name in reader.Tags()["scalars"]}
    for name in reader.Tags()["tensors"]:
        if reader.SummaryMetadata(name).plugin_data.plugin_name == "scalars":
            rows = [(event.step, tf.make_ndarray(event.tensor_proto)[()]) for event in reader.Tensors(name)]
            found[name] = found.get(name, []) + rows
    if tag in found:
        return sorted(found[tag])
    raise ValueError(f"{tag} is not logged here; there are {', '.join(found) if found else 'no tags at all'}")
