"""Returns loss objects instead of names.

Fails: test_choose_among_many_classes, test_choose_for_two_classes
"""
import keras


def choose_loss(n_classes, encoding):
    if n_classes < 2 or encoding not in ("binary", "integer", "one_hot") or (encoding == "binary" and n_classes > 2):
        raise ValueError("2 classes with 'binary', or 2 and more with 'integer' or 'one_hot'")
    if encoding == "binary":
        return keras.losses.BinaryCrossentropy()
    return keras.losses.SparseCategoricalCrossentropy() if encoding == "integer" else keras.losses.CategoricalCrossentropy()
