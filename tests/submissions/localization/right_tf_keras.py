"""tf.keras with an inner and an outer model, matrices for the boxes, Keras' loss functions, a recursive suppression."""

import tensorflow as tf

layers = tf.keras.layers
TO_CORNERS = tf.constant([[1.0, 0, 1, 0], [0, 1, 0, 1], [-0.5, 0, 0.5, 0], [0, -0.5, 0, 0.5]])


def to_corners(boxes):
    return tf.einsum("...i,ij->...j", tf.cast(boxes, tf.float32), TO_CORNERS)


def to_centers(boxes):
    return tf.einsum("...i,ij->...j", tf.cast(boxes, tf.float32), tf.linalg.inv(TO_CORNERS))


def iou(a, b):
    a, b = tf.cast(a, "float32"), tf.cast(b, "float32")
    n, m = a.shape[0], b.shape[0]
    left, right = tf.repeat(a, m, axis=0), tf.tile(b, [n, 1])
    return tf.reshape(of_rows(left, right), [n, m])


def of_rows(a, b):
    def area(box):
        return tf.nn.relu(box[:, 2] - box[:, 0]) * tf.nn.relu(box[:, 3] - box[:, 1])

    common = area(tf.concat([tf.maximum(a[:, :2], b[:, :2]), tf.minimum(a[:, 2:], b[:, 2:])], 1))
    return tf.math.multiply_no_nan(1 / tf.maximum(area(a) + area(b) - common, 1e-30), tf.ones_like(common)) * common


def localizer(input_shape, n_classes):
    inner_in = tf.keras.Input(shape=input_shape)
    x = inner_in
    for i, filters in enumerate([16, 32, 64, 64]):
        x = layers.Conv2D(filters, kernel_size=3, padding="SAME".lower(), name=f"conv{i}")(x)
        x = layers.Activation("relu")(x)
        x = layers.MaxPool2D(pool_size=2)(x)
    body = tf.keras.Model(inner_in, layers.Reshape((-1,))(x), name="body")
    image = tf.keras.Input(shape=input_shape)
    features = layers.Dense(units=64, activation=tf.nn.relu)(body(image))
    label = layers.Softmax(name="label")(layers.Dense(n_classes)(features))
    box = layers.Activation("sigmoid", name="box")(layers.Dense(4)(features))
    return tf.keras.Model(inputs=image, outputs=dict(label=label, box=box))


def localization_loss(y_true, y_pred, box_weight=1.0):
    n = len(y_true["label"])
    probabilities = tf.clip_by_value(tf.cast(y_pred["label"], tf.float32), 1e-7, 1 - 1e-7)
    rows = tf.stack([tf.range(n), tf.cast(y_true["label"], tf.int32)], axis=1)
    cross_entropy = tf.reduce_sum(-tf.math.log(tf.gather_nd(probabilities, rows))) / n
    distance = tf.cast(y_true["box"], tf.float32) - tf.cast(y_pred["box"], tf.float32)
    return cross_entropy + tf.cast(box_weight, tf.float32) * tf.reduce_sum(distance**2) / (4 * n)


def non_max_suppression(boxes, scores, iou_threshold=0.5):
    overlaps, values = iou(boxes, boxes).numpy(), tf.cast(scores, tf.float32).numpy()

    def rest(indices):
        if not indices:
            return []
        best = max(indices, key=lambda index: (values[index], -index))
        return [best, *rest([i for i in indices if i != best and overlaps[best, i] <= iou_threshold])]

    return tf.constant(rest(list(range(len(values)))), tf.int32)


def mean_iou_of_boxes(y_true, y_pred):
    values = of_rows(tf.cast(y_true, tf.float32), tf.cast(y_pred, tf.float32))
    return tf.reduce_sum(values) / tf.maximum(tf.cast(tf.size(values), tf.float32), 1)
