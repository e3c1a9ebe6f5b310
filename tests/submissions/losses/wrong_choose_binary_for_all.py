"""Lets 'binary' pass with any number of classes.

Fails: test_choose_rejects_binary_with_more
"""


def choose_loss(n_classes, encoding):
    names = {"binary": "binary", "integer": "sparse_categorical", "one_hot": "categorical"}
    if n_classes < 2 or encoding not in names:
        raise ValueError("2 classes with 'binary', or 2 and more with 'integer' or 'one_hot'")
    return names[encoding] + "_crossentropy"
