"""Public checks of topic 19. Run `pytest exercises/19_lstm` or `course check lstm`."""

import numpy as np

from course.public import expect, expect_close, part


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-np.asarray(x)))


def weights(features, units, gates, seed=0):
    """Kernel, recurrent kernel and bias of `gates` gates side by side."""
    rng = np.random.default_rng(seed)
    shapes = (features, gates * units), (units, gates * units), (gates * units,)
    return [rng.normal(size=shape).astype("float32") for shape in shapes]


def states(features, units, n=4, seed=1):
    """Inputs and two states."""
    rng = np.random.default_rng(seed)
    return [rng.normal(size=(n, size)).astype("float32") for size in (features, units, units)]


@part("lstm_cell")
def test_lstm_one_unit(learner):
    """lstm_cell keeps what the forget gate lets through and adds what the input gate lets in (one unit, biases only)"""
    h, c = learner.lstm_cell([[0.0]], [[0.0]], [[2.0]], [[0.0] * 4], [[0.0] * 4], [1.0, -1.0, 0.5, 2.0])
    call = "h, c = lstm_cell(x=[[0]], h=[[0]], c=[[2]], kernel=0, recurrent=0, bias=[1, -1, 0.5, 2])"
    cell = sigmoid(-1) * 2 + sigmoid(1) * np.tanh(0.5)
    expect_close(c, [[cell]], call=f"{call}; then c")
    expect_close(h, [[sigmoid(2) * np.tanh(cell)]], call=f"{call}; then h")


@part("lstm_cell")
def test_lstm_agrees_with_keras(learner):
    """lstm_cell agrees with keras.layers.LSTMCell on a batch of 4, with 3 features and 2 units"""
    import keras

    x, h, c = states(3, 2)
    cell = keras.layers.LSTMCell(2)
    cell.build((None, 3))
    cell.set_weights(weights(3, 2, gates=4))
    expected, (_, expected_c) = cell(x, [h, c])
    got = learner.lstm_cell(x, h, c, *weights(3, 2, gates=4))
    expect(isinstance(got, (tuple, list)) and len(got) == 2, "lstm_cell returns the pair (h, c)", got=got)
    expect_close(got[1], expected_c, call="lstm_cell(x, h, c, kernel, recurrent, bias)[1], the cell", atol=1e-4)
    expect_close(got[0], expected, call="lstm_cell(x, h, c, kernel, recurrent, bias)[0], the output", atol=1e-4)


@part("gru_cell")
def test_gru_update_gate(learner):
    """gru_cell keeps the old state where the update gate is 1 (one unit, biases only)"""
    got = learner.gru_cell([[0.0]], [[2.0]], [[0.0] * 3], [[0.0] * 3], [1.0, 0.0, 0.5])
    z = sigmoid(1)
    call = "gru_cell(x=[[0]], h=[[2]], kernel=0, recurrent=0, bias=[1, 0, 0.5])"
    expect_close(got, [[z * 2 + (1 - z) * np.tanh(0.5)]], call=call)


@part("gru_cell")
def test_gru_agrees_with_keras(learner):
    """gru_cell agrees with keras.layers.GRUCell(reset_after=False) on a batch of 4, with 3 features and 2 units"""
    import keras

    x, h, _ = states(3, 2)
    cell = keras.layers.GRUCell(2, reset_after=False)
    cell.build((None, 3))
    cell.set_weights(weights(3, 2, gates=3))
    expected, _ = cell(x, [h])
    got = learner.gru_cell(x, h, *weights(3, 2, gates=3))
    expect_close(got, expected, call="gru_cell(x, h, kernel, recurrent, bias)", atol=1e-4)


@part("lstm_params")
def test_lstm_count(learner):
    """lstm_params counts four gates with weights for input, last output and bias"""
    expect_close(learner.lstm_params(32, 32), 8320, call="lstm_params(32, 32)")
    expect_close(learner.lstm_params(1, 1), 12, call="lstm_params(1, 1)")


@part("gru_params")
def test_gru_count(learner):
    """gru_params counts three gates, and two biases each with reset_after"""
    expect_close(learner.gru_params(32, 32), 6336, call="gru_params(32, 32)")
    expect_close(learner.gru_params(32, 32, reset_after=False), 6240, call="gru_params(32, 32, reset_after=False)")


@part("encode_texts")
def test_encodes_two_texts(learner):
    """encode_texts puts frequent words first, pads with 0 at the end and cuts the end off"""
    texts = ["so so so good good film", "Good!"]
    ids, vocabulary = learner.encode_texts(texts, 10, 4)
    call = f"encode_texts({texts}, 10, 4)"
    expect(
        list(vocabulary)[:2] == ["", "[UNK]"], "The vocabulary starts with '' and '[UNK]'", call=call, got=vocabulary
    )
    expect(sorted(vocabulary[2:4]) == ["good", "so"], "so and good occur 3 times, film once", call=call, got=vocabulary)
    so, good = list(vocabulary).index("so"), list(vocabulary).index("good")
    expect_close(ids, [[so, so, so, good], [good, 0, 0, 0]], call=f"{call}, with so = {so} and good = {good}")


@part("encode_texts")
def test_standardizes(learner):
    """encode_texts lowers letters and deletes punctuation"""
    _, vocabulary = learner.encode_texts(["Don't, don't: DON'T -- well-made"], 10, 5)
    call = """encode_texts(["Don't, don't: DON'T -- well-made"], 10, 5)[1]"""
    expected = ["", "[UNK]", "dont", "wellmade"]
    expect(list(vocabulary) == expected, "Another vocabulary", call=call, got=list(vocabulary), expected=expected)


@part("encode_texts")
def test_knows_its_limits(learner):
    """encode_texts keeps vocabulary_size entries, the two special ones included; other words become 1"""
    ids, vocabulary = learner.encode_texts(["a a a b b c", "c a"], 3, 6)
    call = 'encode_texts(["a a a b b c", "c a"], 3, 6)'
    expect(len(vocabulary) == 3, "The vocabulary has another length than 3", call=call, got=vocabulary)
    expect_close(ids, [[2, 2, 2, 1, 1, 1], [1, 2, 0, 0, 0, 0]], call=call)


def _probabilities(learner, name):
    model = getattr(learner, name)(2000)
    count = {"lstm_classifier": 72_353, "gru_classifier": 70_369}[name]
    expect_close(model.count_params(), count, call=f"{name}(2000).count_params()")
    short = np.array([[5, 9, 2], [7, 1, 0]])
    got = np.array(model(short))
    expect(got.shape == (2, 1), "One probability per review", call=f"{name}(2000)(ids of shape (2, 3)).shape", got=got)
    expect(np.all((got > 0) & (got < 1)), "Probabilities lie between 0 and 1", call=f"{name}(2000)(ids)", got=got)
    padded = np.array(model(np.pad(short, ((0, 0), (0, 4)))))
    expect_close(padded, got, call=f"{name}(2000)(ids with four more zeros at the end)")


@part("lstm_classifier")
def test_lstm_classifier(learner):
    """lstm_classifier has 72,353 parameters at 2,000 words, gives (n, 1) probabilities and skips padding"""
    _probabilities(learner, "lstm_classifier")


@part("gru_classifier")
def test_gru_classifier(learner):
    """gru_classifier has 70,369 parameters at 2,000 words, gives (n, 1) probabilities and skips padding"""
    _probabilities(learner, "gru_classifier")
