"""Features by tf.function; a head with named layers right on the base's own output; rates set after compile."""
import keras
import tensorflow as tf


def freeze(base):
    base.trainable = False
    return base


def bottleneck_features(base, images, batch_size=32):
    pool = keras.layers.GlobalAveragePooling2D()

    @tf.function(reduce_retracing=True)
    def run(batch):
        return pool(base(batch, training=False))

    images = tf.cast(tf.convert_to_tensor(images), tf.float32)
    n = int(tf.shape(images)[0])
    return tf.concat([run(images[i : min(i + batch_size, n)]) for i in range(0, n, batch_size)], 0)


def classifier_on(base, n_classes):
    base.trainable = False
    outputs = keras.layers.GlobalAveragePooling2D(name="pool")(base.output)
    model = keras.Model(base.inputs[0], keras.layers.Dense(n_classes, "softmax", name="head")(outputs))
    return model


def transfer(base, train_data, val_data, n_classes, head_epochs, tune_epochs, n_layers):
    model = classifier_on(base, n_classes)
    history = dict(loss=[], accuracy=[], val_loss=[], val_accuracy=[])

    def stage(epochs, factor):
        model.compile(optimizer="rmsprop", loss=keras.losses.sparse_categorical_crossentropy, metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")])
        model.optimizer.learning_rate.assign(1e-2 * factor)
        if epochs == 0:
            return
        for key, values in model.fit(x=train_data, epochs=epochs, validation_data=val_data, verbose=2).history.items():
            history[key] = [*history[key], *map(float, values)]

    stage(head_epochs, 1.0)
    if tune_epochs:
        unfreeze_top(base, n_layers=n_layers)
        stage(tune_epochs, 0.05)
    return model, history
