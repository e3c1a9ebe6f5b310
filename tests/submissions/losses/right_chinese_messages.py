"""Right: error messages in Chinese, with numbers as words; they say what was wrong and what is allowed."""


def choose_loss(n_classes, encoding):
    names = {
        "binary": "binary_crossentropy",
        "integer": "sparse_categorical_crossentropy",
        "one_hot": "categorical_crossentropy",
    }
    if encoding not in names:
        raise ValueError(f"未知的标签编码 {encoding!r}：只能是 'binary'（仅限两类）、'integer' 或 'one_hot'")
    if n_classes < 2:
        raise ValueError(f"类别数 {n_classes} 太少：至少需要两个类别")
    if encoding == "binary" and n_classes > 2:
        raise ValueError(f"类别数为 {n_classes}，而 'binary' 只适用于恰好两个类别的任务")
    return names[encoding]
