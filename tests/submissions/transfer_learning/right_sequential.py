"""A Sequential around the frozen base, features by predict_on_batch, the switch of every layer set by its position."""
import keras
from keras import layers, ops


def freeze(base):
    for layer in base._flatten_layers():
        layer.trainable = False
    return base


def classifier_on(base, n_classes):
    model = keras.Sequential()
    model.add(keras.Input(base.input_shape[1:]))
    model.add(freeze(base))
    model.add(layers.GlobalAveragePooling2D())
    model.add(layers.Dense(n_classes, activation="softmax"))
    return model


def bottleneck_features(base, images, batch_size=32):
    n = len(images)
    rows = [base.predict_on_batch(images[i : i + batch_size]) for i in range(0, n, batch_size)]
    return ops.mean(ops.cast(ops.concatenate(rows, axis=0), "float32"), axis=(1, 2))


def unfreeze_top(base, n_layers):
    with_weights = [i for i, layer in enumerate(base.layers) if layer.get_weights()]
    if n_layers > len(with_weights):
        raise ValueError("There are not so many layers with weights: " + str(len(with_weights)))
    first = with_weights[-n_layers] if n_layers else len(base.layers)
    base.trainable = True
    for i, layer in enumerate(base.layers):
        if i < first:
            layer.trainable = False
    for layer in base._flatten_layers():
        if isinstance(layer, layers.BatchNormalization):
            layer.trainable = False
    return sum(ops.size(w) for w in base.trainable_weights) if n_layers else 0


def transfer(base, train_data, val_data, n_classes, head_epochs, tune_epochs, n_layers):
    model = classifier_on(base, n_classes)

    def stage(rate, epochs):
        model.compile(
            loss="sparse_categorical_crossentropy",
            optimizer=keras.optimizers.Adam(learning_rate=rate),
            metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
        )
        if not epochs:
            return {}
        return model.fit(train_data, epochs=epochs, validation_data=val_data, verbose=0).history

    joined = {"loss": [], "accuracy": [], "val_loss": [], "val_accuracy": []}
    first = stage(2e-3, head_epochs)
    unfreeze_top(base, n_layers)
    second = stage(2e-4, tune_epochs)
    for part in (first, second):
        for key in part:
            joined[key].extend(float(v) for v in part[key])
    return model, joined
