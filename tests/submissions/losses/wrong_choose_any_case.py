"""Takes "BINARY" and "One-Hot" for the words they resemble.

Fails: test_choose_rejects_other_words
"""


def choose_loss(n_classes, encoding):
    encoding = encoding.lower().replace("-", "_")
    names = {"binary": "binary", "integer": "sparse_categorical", "one_hot": "categorical"}
    if encoding not in names:
        raise ValueError(f"{encoding!r} is not allowed, only {list(names)}")
    if n_classes < 2 or (encoding == "binary" and n_classes > 2):
        raise ValueError("2 classes with 'binary', or 2 and more with 'integer' or 'one_hot'")
    return names[encoding] + "_crossentropy"
