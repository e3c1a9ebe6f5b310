"""Lets one class and none pass.

Fails: test_choose_rejects_too_few
"""


def choose_loss(n_classes, encoding):
    if encoding not in ("binary", "integer", "one_hot") or (encoding == "binary" and n_classes > 2):
        raise ValueError("2 classes with 'binary', or 2 and more with 'integer' or 'one_hot'")
    names = {"binary": "binary", "integer": "sparse_categorical", "one_hot": "categorical"}
    return names[encoding] + "_crossentropy"
