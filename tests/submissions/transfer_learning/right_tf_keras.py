"""tf.keras, the idiom on the base's own input, a pooled model for the features, initial_epoch for the second stage."""
import tensorflow as tf


def freeze(base):
    base.trainable = False
    print(len(base.weights), "weights frozen")
    return base


def classifier_on(base, n_classes):
    base.trainable = False
    inputs = tf.keras.Input(shape=base.input_shape[1:])
    x = base(inputs, training=False)
    x = tf.keras.layers.GlobalAveragePooling2D()(x)
    outputs = tf.keras.layers.Dense(n_classes, activation=tf.nn.softmax)(x)
    model = tf.keras.Model(inputs, outputs)
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def bottleneck_features(base, images, batch_size=32):
    pooled = tf.keras.Sequential([base, tf.keras.layers.GlobalAveragePooling2D()])
    features = pooled.predict(tf.data.Dataset.from_tensor_slices(tf.cast(images, tf.float32)).batch(batch_size), verbose=0)
    return tf.convert_to_tensor(features)


def is_norm(layer):
    return isinstance(layer, tf.keras.layers.BatchNormalization)


def leaves(layer):
    if hasattr(layer, "layers"):
        return [leaf for inner in layer.layers for leaf in leaves(inner)]
    return [layer]


def unfreeze_top(base, n_layers):
    weighted = [layer for layer in base.layers if layer.count_params() > 0]
    if not n_layers <= len(weighted):
        raise ValueError("the base has %d layers with weights, not %d" % (len(weighted), n_layers))
    base.trainable = True
    top = weighted[len(weighted) - n_layers :]
    for layer in base.layers:
        layer.trainable = layer in top
    for leaf in leaves(base):
        if is_norm(leaf):
            leaf.trainable = False
    return tf.add_n([tf.size(w.value) for w in base.trainable_weights] or [tf.constant(0)])


def transfer(base, train_data, val_data, n_classes, head_epochs, tune_epochs, n_layers):
    model = classifier_on(base, n_classes)
    adam = tf.keras.optimizers.Adam
    model.compile(adam(1e-3), tf.keras.losses.SparseCategoricalCrossentropy(), metrics=["accuracy"])
    first = model.fit(train_data, epochs=head_epochs, validation_data=val_data)
    unfreeze_top(base, n_layers)
    model.compile(adam(1e-4), tf.keras.losses.SparseCategoricalCrossentropy(), metrics=["accuracy"])
    second = model.fit(
        train_data, epochs=head_epochs + tune_epochs, initial_epoch=head_epochs, validation_data=val_data
    )
    keys = "loss", "accuracy", "val_loss", "val_accuracy"
    return model, {key: first.history.get(key, []) + second.history.get(key, []) for key in keys}
