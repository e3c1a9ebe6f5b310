"""A subclassed model whose loss sees no logits, and a dataclass for the stages."""
import keras
import tensorflow as tf


from dataclasses import dataclass


@dataclass(frozen=True)
class Stage:
    epochs: int
    rate: float
    opened: int


class OnBase(keras.Model):
    """Base in inference mode, mean over places, dense, softmax."""

    def __init__(self, base: keras.Model, n_classes: int, **kwargs):
        super().__init__(**kwargs)
        self.base = base
        self.base.trainable = False
        self.dense = keras.layers.Dense(n_classes)
        self.build((None, *base.input_shape[1:]))

    def build(self, shape):
        self.dense.build((None, self.base.output_shape[-1]))
        self.built = True

    def call(self, inputs, training=None):
        maps = self.base(inputs, training=False)
        return tf.nn.softmax(self.dense(tf.reduce_mean(maps, (1, 2))))


def classifier_on(base: keras.Model, n_classes: int) -> keras.Model:
    return OnBase(base, n_classes)


def freeze(base: keras.Model) -> keras.Model:
    setattr(base, "trainable", False)
    return base


def transfer(base, train_data, val_data, n_classes, head_epochs, tune_epochs, n_layers):
    model = classifier_on(base, n_classes)
    log = None
    for stage in (Stage(head_epochs, 1e-2, 0), Stage(tune_epochs, 1e-4, n_layers)):
        unfreeze_top(base, stage.opened)
        model.compile(keras.optimizers.AdamW(stage.rate), "sparse_categorical_crossentropy", metrics=["accuracy"], run_eagerly=False)
        found = model.fit(train_data, validation_data=val_data, epochs=stage.epochs, verbose=0).history
        names = "loss", "accuracy", "val_loss", "val_accuracy"
        log = {name: (log or {}).get(name, []) + found.get(name, []) for name in names}
    return model, log
