"""Hidden checks of topic 11: flips, crops, the whole recipe, masks that move along, a pipeline, Keras layers.

Chance is judged by counting many throws. A right answer must not fail by bad luck: about 65 numbers are compared with
thresholds, and each threshold is passed by chance with a probability of some 2e-9 (6 standard deviations of a normally
distributed number, or that quantile of chi-square), so that less than one right answer in a million is refused.
"""

from __future__ import annotations

import functools
import itertools
from typing import Any

import numpy as np
import pytest

from autograder import (
    assert_close,
    assert_dtype,
    assert_raised,
    assert_shape,
    attempt,
    check,
    generator,
    observe,
    value_of,
)

H, W = 6, 5  # of the images that are thrown often: with 4 zeros on each side a crop always keeps 2 of their pixels
MARGIN, LIGHT = 4, 0.1
# how often: a coin that falls on one side in 40 % of 2,304 throws is 10 deviations from a fair one
THROWS, SLOW_THROWS, SLOW_SECONDS = 2304, 200, 0.8  # at least and how long when it cannot run in a graph
DEVIATIONS = 6.0
CHI_SQUARE = {9: 56.8, 12: 63.6}  # passed with a probability of 2e-9 by chi-square of 8 and of 11 degrees of freedom


def together(results: list[Any]) -> Any:
    """One array of many results of one shape, a list of what has several."""
    arrays = [np.asarray(result) for result in results]
    same = all(array.shape == arrays[0].shape and array.dtype == arrays[0].dtype for array in arrays)
    return np.stack(arrays) if same else arrays


def throws(function: Any, seeds: list[tuple[int, int]], call: Any) -> list[Any]:
    """The results (tensors, or tuples of them) of `call(function, seed)` for many seeds.

    One eager call takes milliseconds. So the function is traced for a seed of two tensors, if need be by AutoGraph; where
    that is possible, and the graph agrees with the function on some seeds, the graph throws. Else it is asked for one
    seed after the other, as it is when all of those seeds give the same: a graph may have frozen what it threw at first
    (`random.Random(str(seed))` is given the name of a tensor), and nothing would tell the two apart.
    """
    import time

    import tensorflow as tf

    def plain(value: Any) -> Any:
        return tuple(np.asarray(part) for part in value) if isinstance(value, list | tuple) else np.asarray(value)

    def traced(autograph: bool) -> list[Any]:
        converted = tf.function(function) if autograph else function

        def one(row: Any) -> Any:
            return call(converted, (row[0], row[1]))

        graph = tf.function(one, autograph=False).get_concrete_function(tf.TensorSpec([2], tf.int32))
        specs = tf.nest.map_structure(lambda part: tf.TensorSpec(part.shape, part.dtype), graph.structured_outputs)
        every = tf.function(lambda rows: tf.map_fn(graph, rows, fn_output_signature=specs), autograph=False)
        columns = tf.nest.map_structure(np.asarray, every(tf.constant(seeds, tf.int32)))
        return list(zip(*columns, strict=True)) if isinstance(specs, list | tuple) else list(columns)

    def same(one: Any, other: Any) -> bool:
        alike = one.shape == other.shape and one.dtype == other.dtype and one.dtype.kind in "biuf"
        return alike and np.allclose(one, other, rtol=0, atol=1e-6)

    def agree(one: Any, other: Any) -> bool:
        return all(same(a, b) for a, b in zip(tf.nest.flatten(one), tf.nest.flatten(other), strict=False))

    results = [plain(call(function, seed)) for seed in seeds[:16]]
    for autograph in () if all(agree(results[0], other) for other in results[1:]) else (False, True):
        try:
            many = traced(autograph)
        except Exception:  # what cannot be traced is no mistake: it is asked for one seed after the other
            continue
        if agree(results, many[:16]):
            return many
        break
    start = time.process_time()
    for seed in seeds[16:]:
        if len(results) >= SLOW_THROWS and time.process_time() - start > SLOW_SECONDS:
            break
        results.append(plain(call(function, seed)))
    return results


def disturb() -> None:
    """Draw from all global generators: who depends on them goes another way."""
    import random

    import tensorflow as tf

    random.random()
    np.random.random(3)
    tf.random.uniform([3])


def assert_stack(seen: Any, shape: tuple[int, ...], what: str) -> None:
    """Many results, all of the same shape."""
    assert isinstance(seen, np.ndarray), f"{what} has another shape or dtype each time"
    assert_shape(seen, shape, what=what)
    assert seen.dtype.kind == "f", f"{what} holds something else than floating-point numbers"


def assert_share(hits: Any, share: float, what: str) -> None:
    """The share of hits among independent throws."""
    deviation = np.sqrt(share * (1 - share) / len(hits))
    found = float(np.mean(hits))
    assert abs(found - share) < DEVIATIONS * deviation, f"{what} in {found:.1%} of {len(hits)} throws"


def assert_uniform(numbers: Any, what: str, count: int = 9) -> None:
    """Integers from 0 to `count` - 1, all equally often."""
    expected = len(numbers) / count
    spread = float(np.sum((np.bincount(numbers, minlength=count) - expected) ** 2 / expected))
    assert spread < CHI_SQUARE[count], f"{what} are not equally likely"


def assert_places(offsets: Any, name: str) -> None:
    """Nine offsets along an axis, all equally often; the first and the last one together are where rounding shows."""
    assert len(np.unique(offsets)) == 9, f"of nine {name} positions only {len(np.unique(offsets))} come"
    assert_uniform(offsets, f"the {name} positions")
    assert_share(np.isin(offsets, (0, 8)), 2 / 9, f"the {name} position is one of the outermost two")


def assert_unrelated(one: Any, other: Any, what: str) -> None:
    """Two series whose correlation is no more than chance."""
    one, other = np.asarray(one, "float64"), np.asarray(other, "float64")
    assert one.std() > 0 and other.std() > 0, f"{what}: one of them never changes"
    correlation = float(np.corrcoef(one, other)[0, 1])
    assert abs(correlation) < DEVIATIONS / np.sqrt(len(one)), f"{what} depend on each other"


class Moves:
    """What was done to an image: found by comparing with all 162 flips and padded crops of it."""

    def __init__(self, original: np.ndarray, results: np.ndarray) -> None:
        original, results = np.asarray(original, "float32"), np.asarray(results, "float32")
        self.flip, self.top, self.left, self.light, self.residual, self.border = decoded(
            original.tobytes(), original.shape, results.tobytes()
        )

    def of(self, grid: np.ndarray) -> np.ndarray:
        """The same moves made with another grid of that height and width."""
        return np.stack([moved(grid, *place) for place in zip(self.flip, self.top, self.left, strict=True)])


@functools.lru_cache(maxsize=256)
def decoded(original: bytes, shape: tuple[int, int, int], results: bytes) -> tuple[np.ndarray, ...]:
    """Flip, top, left, brightness, and how much of each result they leave unexplained: inside, and in the margin."""
    targets, inside = candidates(original, shape)
    images = np.frombuffer(results, "float32").reshape(-1, *shape)
    return explained(images.astype("float64"), targets, inside)


@functools.lru_cache(maxsize=64)
def candidates(original: bytes, shape: tuple[int, int, int]) -> tuple[np.ndarray, np.ndarray]:
    """All flips and padded crops of an image, and 1 where they show the image, 0 where zeros came in."""
    image = np.frombuffer(original, "float32").reshape(shape).astype("float64")
    places = list(itertools.product((0, 1), range(9), range(9)))
    targets = np.stack([moved(image, *place) for place in places])
    return targets, np.stack([moved(np.ones(shape), *place) for place in places])


def explained(results: np.ndarray, targets: np.ndarray, inside: np.ndarray) -> tuple[np.ndarray, ...]:
    """The candidate that fits each result best, and what it leaves unexplained."""
    rows, columns, seen = (grid.reshape(len(grid), -1) for grid in (results, targets, inside))
    size = seen.sum(axis=1)
    # sums over what is seen of (result - target - light)², where light is the mean of result - target
    squares = rows**2 @ seen.T - 2 * rows @ columns.T + (columns**2).sum(axis=1)
    misfit = squares - (rows @ seen.T - columns.sum(axis=1)) ** 2 / size
    # what is seen of the image may be seen elsewhere too, as a part of more: what explains most is right
    best = np.where(misfit < 1e-6, size, -misfit).argmax(axis=1)
    difference, seen, outside = rows - columns[best], seen[best], 1 - seen[best]
    light = (difference * seen).sum(axis=1) / size[best]
    residual = (np.abs(difference - light[:, None]) * seen).max(axis=1)
    # what came in from outside: zeros that got their share of the light, or (second number) plain zeros
    lit = np.abs(rows - np.clip(light, 0, 1)[:, None]) * outside
    border = np.stack([lit.max(axis=1), np.abs(rows * outside).max(axis=1)], axis=1)
    return best // 81, best // 9 % 9, best % 9, light, residual, border


def moved(grid: np.ndarray, flip: int, top: int, left: int) -> np.ndarray:
    """A grid flipped, padded by 4 zeros on each side and cropped back."""
    h, w = grid.shape[:2]
    padded = np.zeros((h + 2 * MARGIN, w + 2 * MARGIN, *grid.shape[2:]), grid.dtype)
    padded[MARGIN:-MARGIN, MARGIN:-MARGIN] = grid[:, ::-1] if flip else grid
    return padded[top : top + h, left : left + w]


# What is shipped to the workers.


@pytest.fixture(scope="module")
def pictures(run_seed: int) -> dict[str, np.ndarray]:
    """Images whose pixels are all different; `thrown` stays inside [0, 1] whatever the brightness, `glaring` does not."""
    draw = generator(run_seed, "pictures")
    shapes = {
        "thrown": (H, W, 3),
        "tall": (9, 4, 3),
        "gray": (8, 8, 1),
        "broad": (7, 10, 2),
        "wide": (3, 12, 2),
        "pixel": (1, 1, 3),
    }
    found = {name: draw.uniform(0.3, 0.7, shape).astype("float32") for name, shape in shapes.items()}
    ends = np.array([0.0, 0.03, 0.97, 1.0])
    found["any numbers"] = draw.normal(0, 3, (5, 7, 2)).astype("float32")
    return {**found, "glaring": draw.choice(ends, (H, W, 3)).astype("float32")}


@pytest.fixture(scope="module")
def seeds(run_seed: int) -> list[tuple[int, int]]:
    """Pairs of small numbers. No two have the same sum or exclusive or: who makes one number of a pair throws anew."""
    draw = generator(run_seed, "seeds")
    found: list[tuple[int, int]] = []
    sums, exclusive = set(), set()
    while len(found) < THROWS:
        for first, second in draw.integers(0, (2048, 4096), (THROWS, 2)).tolist():  # a million times 2047 is an int32
            if first + second not in sums and first ^ second not in exclusive:
                sums.add(first + second)
                exclusive.add(first ^ second)
                found.append((first, second))
    return found[:THROWS]


@pytest.fixture(scope="module")
def lines(run_seed: int) -> dict[str, list[tuple[int, int]]]:
    """Seeds in which one of the two numbers counts up, and the other one is 0 or something else.

    Again, all sums and all exclusive ors are different.
    """
    large, larger = generator(run_seed, "lines").integers((2048, 3072), (2496, 4096)).tolist()
    each = THROWS // 4
    return {
        "first": [(number, larger) for number in range(each)],
        "second": [(large, number) for number in range(each)],
        "first, beside 0,": [(number, 0) for number in range(each)],
        "second, beside 0,": [(0, number) for number in range(each, 2 * each)],
    }


# random_flip


@observe
def flips(learner: Any, pictures: dict[str, np.ndarray], lines: dict[str, list[tuple[int, int]]]) -> dict[str, Any]:
    import tensorflow as tf

    image = tf.constant(pictures["thrown"])
    in_turn = list(itertools.chain(*zip(*lines.values(), strict=True)))
    results = throws(learner.random_flip, in_turn, lambda function, seed: function(image, seed))
    return {name: together(results[number :: len(lines)]) for number, name in enumerate(lines)}


@observe
def flips_again(learner: Any, pictures: dict[str, np.ndarray], seeds: list[tuple[int, int]]) -> dict[str, Any]:
    """The same seeds twice: other draws, other images and another global seed in between."""
    import tensorflow as tf

    image, other = tf.constant(pictures["thrown"]), tf.constant(pictures["tall"])
    once = [learner.random_flip(image, seed) for seed in seeds[:20]]
    learner.random_flip(other, seeds[21])
    disturb()
    tf.random.set_seed(5)
    np.random.seed(5)
    again = [learner.random_flip(image, seed) for seed in reversed(seeds[:20])][::-1]
    return {"once": together(once), "again": together(again)}


@observe
def flips_aside(learner: Any, pictures: dict[str, np.ndarray], seeds: list[tuple[int, int]]) -> dict[str, Any]:
    """What the global generators draw, with and without a flip before."""
    import random

    import tensorflow as tf

    def numbers(call: bool) -> list[Any]:
        tf.random.set_seed(11)
        np.random.seed(11)
        random.seed(11)
        learner.random_flip(pictures["thrown"], seeds[0]) if call else None
        return [tf.random.uniform([2]), np.random.random(2), random.random()]

    numbers(True)
    return {"with": numbers(True), "without": numbers(False)}


@observe
def flips_of_all_kinds(learner: Any, pictures: dict[str, np.ndarray], seeds: list[tuple[int, int]]) -> dict[str, Any]:
    """Images in every form; eight seeds each, so that both outcomes are seen."""
    import tensorflow as tf

    function, argument = learner.random_flip, pictures["tall"].copy()

    def eight(image: Any) -> dict[str, Any]:
        return attempt(lambda: together([function(image, seed) for seed in seeds[:8]]))

    found = {name: eight(tf.constant(pictures[name])) for name in ("tall", "gray", "wide", "pixel", "any numbers")}
    found["float64"] = eight(tf.constant(pictures["tall"], tf.float64))
    found["an array"] = eight(argument)
    found["lists"] = eight(pictures["tall"].tolist())
    found["by keywords"] = attempt(
        lambda: together([function(seed=seed, image=pictures["tall"]) for seed in seeds[:8]])
    )
    return {"results": found, "argument": argument}


def sides(results: Any, image: np.ndarray, what: str) -> np.ndarray:
    """Which of the results are mirrored; the check fails when one is neither the image nor its mirror image."""
    assert_stack(results, (len(results), *image.shape), what)
    kept = np.all(np.isclose(results, image, atol=1e-6), axis=(1, 2, 3))
    mirrored = np.all(np.isclose(results, image[:, ::-1], atol=1e-6), axis=(1, 2, 3))
    assert np.all(kept | mirrored), f"{what} is neither the image nor its left-right mirror image"
    return mirrored


def flip_series(flips: Any, pictures: dict[str, np.ndarray]) -> list[np.ndarray]:
    return [sides(flips.seen[name], pictures["thrown"], "the result of random_flip") for name in flips.expected]


@check("random_flip", points=0.35, hint="Left and right change places along one of the three axes: which one is it?")
def test_flip_keeps_or_mirrors(flips, pictures):
    flip_series(flips, pictures)


@check("random_flip", points=0.3, hint="A coin has two sides, and neither is the heavier one.")
def test_flip_is_fair(flips, pictures):
    assert_share(np.concatenate(flip_series(flips, pictures)), 0.5, "the image is mirrored")


@check("random_flip", points=0.25, hint="The seed is a pair: both numbers of it should reach the dice.")
def test_flip_uses_both_numbers(flips, pictures):
    for series, number in zip(flip_series(flips, pictures), flips.expected, strict=True):
        assert_share(series, 0.5, f"when only the {number} number of the seed changes, the image is mirrored")


@check("random_flip", points=0.1, hint="Neighboring seeds know nothing of each other: odd and even is no coin.")
def test_flip_follows_no_pattern(flips, pictures):
    for series in flip_series(flips, pictures):
        for step in (1, 2):
            assert_unrelated(series[step:], series[:-step], "the flips of neighboring seeds")


@check("random_flip", points=0.25, hint="Same seed, same result: at any time, and in any order.")
def test_flip_same_seed(flips_again, pictures):
    once, again = (sides(flips_again.seen[name], pictures["thrown"], "the result") for name in ("once", "again"))
    assert np.array_equal(once, again), "the same seed gives another result the second time"


@check(
    "random_flip", points=0.1, hint="Stateless: it neither asks nor moves the generators that all other code shares."
)
def test_flip_leaves_global_generators(flips_aside):
    seen = flips_aside.seen
    assert_close(seen["with"], seen["without"], what="what the global generators draw after a flip")


@check("random_flip", points=0.15, hint="Any size, any number of channels, and whatever can be made a float32 tensor.")
def test_flip_of_any_image(flips_of_all_kinds, pictures):
    found = flips_of_all_kinds.seen["results"]
    for name, attempted in found.items():
        what = f"the flip of an image ({name})"
        results = value_of(attempted, what)
        sides(results, pictures.get(name, pictures["tall"]), what)
        assert_dtype(results, "float32", what=what)
    for name in ("float64", "an array", "lists", "by keywords"):
        assert_close(found[name]["value"], found["tall"]["value"], what=f"the flips ({name})")
    assert_close(
        flips_of_all_kinds.seen["argument"], pictures["tall"], atol=0, rtol=0, what="the array that was passed in"
    )


# random_crop

WINDOW = (4, 2)  # three places along one axis and four along the other: ranges that are exchanged show
PLACES = (H - WINDOW[0] + 1, W - WINDOW[1] + 1)
AS_FAR = (6, 1)  # four places along both axes of a 9×4 image: where two ranges are alike, two draws of one seed are too
SIZES = ((9, 4), (9, 1), (1, 4), (1, 1), (8, 3), AS_FAR)  # of windows of a 9×4 image


@observe
def crops(learner: Any, pictures: dict[str, np.ndarray], seeds: list[tuple[int, int]]) -> dict[str, Any]:
    import tensorflow as tf

    image = tf.constant(pictures["thrown"])
    once = throws(learner.random_crop, seeds, lambda function, seed: function(image, *WINDOW, seed))
    disturb()
    tf.random.set_seed(5)
    again = [learner.random_crop(image, *WINDOW, seed) for seed in reversed(seeds[:20])][::-1]
    return {"once": together(once), "again": together(again)}


@observe
def crops_by_number(
    learner: Any, pictures: dict[str, np.ndarray], lines: dict[str, list[tuple[int, int]]]
) -> dict[str, Any]:
    image = pictures["thrown"]
    return {
        name: together([learner.random_crop(image, *WINDOW, seed) for seed in series[:12]])
        for name, series in list(lines.items())[:2]
    }


@observe
def crops_of_all_kinds(learner: Any, pictures: dict[str, np.ndarray], seeds: list[tuple[int, int]]) -> dict[str, Any]:
    import tensorflow as tf

    function, image, argument = learner.random_crop, pictures["tall"], pictures["tall"].copy()
    found = {
        window: attempt(
            lambda window=window: together([function(tf.constant(image), *window, seed) for seed in seeds[:16]])
        )
        for window in SIZES
    }
    forms = {"a tensor": tf.constant(image), "float64": tf.constant(image, tf.float64), "an array": argument}
    forms["lists"] = image.tolist()
    return {
        "sizes": found,
        "forms": {name: attempt(function, given, 5, 2, seeds[0]) for name, given in forms.items()},
        "others": {
            name: attempt(function, tf.constant(pictures[name]), 5, 6, seeds[0]) for name in ("gray", "any numbers")
        },
        "keywords": attempt(function, seed=seeds[0], width=2, height=5, image=image),
        "errors": {
            f"{height}×{width} of 9×4": attempt(function, tf.constant(image), height, width, seeds[0])
            for height, width in ((10, 4), (9, 5), (10, 5), (4, 9), (10, 1), (1, 5))
        },
        "argument": argument,
    }


def places(results: Any, image: np.ndarray, window: tuple[int, int], what: str) -> np.ndarray:
    """Top and left of each result; the check fails when one is no window of the image."""
    assert_stack(results, (len(results), *window, image.shape[-1]), what)
    counts = [side - part + 1 for side, part in zip(image.shape, window, strict=False)]
    corners = [(top, left) for top in range(counts[0]) for left in range(counts[1])]
    windows = np.stack([image[top : top + window[0], left : left + window[1]] for top, left in corners])
    fits = np.all(np.isclose(results[:, None], windows, atol=1e-6), axis=(2, 3, 4))
    assert np.all(fits.any(axis=1)), f"{what} is no window of the image"
    return np.asarray(corners)[fits.argmax(axis=1)]


def crop_places(crops: Any, pictures: dict[str, np.ndarray], name: str = "once") -> np.ndarray:
    return places(crops.seen[name], pictures["thrown"], WINDOW, "the result of random_crop")


@check("random_crop", points=0.5, hint="A window of the size asked for: neighboring rows and columns, unchanged.")
def test_crop_is_a_window(crops, pictures):
    crop_places(crops, pictures)


@check(
    "random_crop", points=0.4, hint="A window of 2 fits into 5 pixels at four places. Is an end of a range exclusive?"
)
def test_crop_reaches_every_place(crops, pictures):
    found = crop_places(crops, pictures)
    for axis, name in enumerate(("top", "left")):
        missing = set(range(PLACES[axis])) - set(found[:, axis].tolist())
        assert not missing, f"some places never come ({name}: {PLACES[axis]} are possible)"
    missing_count = PLACES[0] * PLACES[1] - len({tuple(place) for place in found.tolist()})
    assert not missing_count, f"{missing_count} of the possible places never come: top and left are two draws"


@check(
    "random_crop", points=0.4, hint="Whole numbers with equal chances: rounding and sums of draws favor some places."
)
def test_crop_places_are_equally_likely(crops, crops_of_all_kinds, pictures):
    top, left = crop_places(crops, pictures).T
    assert_uniform(top * PLACES[1] + left, "the places", PLACES[0] * PLACES[1])
    assert_unrelated(top, left, "top and left")
    what = "a window that can move as far down as to the right"
    results = value_of(crops_of_all_kinds.seen["sizes"][AS_FAR], what)
    found = np.unique(places(results, pictures["tall"], AS_FAR, what), axis=0)
    assert len(found) > 4, f"{what} has come to {len(found)} of 16 places: top and left are one draw"  # once in 2.4e6


@check("random_crop", points=0.2, hint="A window, too, depends on its seed and on nothing that was drawn before.")
def test_crop_same_seed(crops, pictures):
    once, again = (crop_places(crops, pictures, name)[:20] for name in ("once", "again"))
    assert np.array_equal(once, again), "the same seed gives another window the second time"


@check("random_crop", points=0.1, hint="Each of the two numbers of a seed may be the one that changes.")
def test_crop_uses_both_numbers(crops_by_number, pictures):
    for name in ("first", "second"):
        found = crop_places(crops_by_number, pictures, name)
        assert len(np.unique(found, axis=0)) > 1, f"when only the {name} number of the seed changes, nothing changes"


@check("random_crop", points=0.15, hint="The smallest and the largest window are windows: a pixel, a row, the image.")
def test_crop_of_any_size(crops_of_all_kinds, pictures):
    image = pictures["tall"]
    for window in SIZES:
        what = "a window of {}×{} of 9×4".format(*window)
        attempted = crops_of_all_kinds.seen["sizes"][window]
        found = places(value_of(attempted, what), image, window, what)
        possible = (9 - window[0] + 1) * (4 - window[1] + 1)
        assert possible == 1 or len(np.unique(found, axis=0)) > 1, f"{what} is always at the same place"
    for name, attempted in crops_of_all_kinds.seen["others"].items():
        what = f"a window of another image ({name})"
        places(np.asarray(value_of(attempted, what))[None], pictures[name], (5, 6), what)


@check("random_crop", points=0.2, hint="Compare both sides with the image before anything is cut, and name the sizes.")
def test_crop_refuses_large_windows(crops_of_all_kinds):
    for name, attempted in crops_of_all_kinds.seen["errors"].items():
        assert_raised(attempted, "ValueError", what=f"a window of {name}")


@check("random_crop", points=0.05, hint="A float32 tensor is cut out, in whatever form the image comes.")
def test_crop_takes_any_form(crops_of_all_kinds, pictures):
    seen = crops_of_all_kinds.seen
    right = value_of(seen["forms"]["a tensor"], "random_crop (a tensor)")
    for name, attempted in {**seen["forms"], "by keywords": seen["keywords"]}.items():
        result = value_of(attempted, f"random_crop ({name})")
        assert_close(result, right, what=f"the window ({name})")
        assert_dtype(result, "float32", what=f"the window ({name})")
    assert_close(seen["argument"], pictures["tall"], atol=0, rtol=0, what="the array that was passed in")


# augment


@observe
def recipes(learner: Any, pictures: dict[str, np.ndarray], seeds: list[tuple[int, int]]) -> dict[str, Any]:
    """The same image with many seeds, some of them twice."""
    import tensorflow as tf

    image = tf.constant(pictures["thrown"])

    def changed(function: Any, seed: tuple[int, int]) -> Any:
        result, _ = function(image, 1, seed)
        return result

    once = throws(learner.augment, seeds, changed)
    disturb()
    tf.random.set_seed(5)
    again = [changed(learner.augment, seed) for seed in reversed(seeds[:12])][::-1]
    return {"once": together(once), "again": together(again)}


@observe
def recipes_by_number(
    learner: Any, pictures: dict[str, np.ndarray], lines: dict[str, list[tuple[int, int]]]
) -> dict[str, Any]:
    image = pictures["thrown"]
    return {
        name: together([learner.augment(image, 1, seed)[0] for seed in lines[name][:12]])
        for name in ("first", "second")
    }


@observe
def glaring_recipes(learner: Any, pictures: dict[str, np.ndarray], seeds: list[tuple[int, int]]) -> dict[str, Any]:
    """An image with black and white pixels, and one far from both, with the same seeds."""
    import tensorflow as tf

    found = {}
    for name in ("thrown", "glaring"):
        image = tf.constant(pictures[name])
        found[name] = together([learner.augment(image, 1, seed)[0] for seed in seeds[:16]])
    return found


@observe
def labels_of_all_kinds(learner: Any, pictures: dict[str, np.ndarray], seeds: list[tuple[int, int]]) -> dict[str, Any]:
    import tensorflow as tf

    image = pictures["thrown"]
    labels = {
        "an int": 3,
        "a negative int": -1,
        "a word": "cat",
        "one-hot": np.array([0.0, 1.0, 0.0], "float32"),
        "a fraction": 0.25,
        "a tensor": tf.constant([[5, 6]], tf.int64),
        "a mask": np.arange(H * W).reshape(H, W),
    }

    def label_of(label: Any) -> Any:
        result = learner.augment(image, label, seeds[0])
        return result[1]

    found = {name: attempt(label_of, label) for name, label in labels.items()}
    for attempted in found.values():
        value = attempted.get("value")
        if isinstance(value, tf.Tensor) and value.dtype == tf.string and value.shape == ():
            attempted["value"] = value.numpy().decode()
    return found


@observe
def recipes_of_all_kinds(learner: Any, pictures: dict[str, np.ndarray], seeds: list[tuple[int, int]]) -> dict[str, Any]:
    import tensorflow as tf

    def image_of(*arguments: Any, **options: Any) -> Any:
        result = learner.augment(*arguments, **options)
        return result[0]

    argument = pictures["tall"].copy()
    found = {name: attempt(image_of, tf.constant(pictures[name]), 0, seeds[1]) for name in ("gray", "wide", "pixel")}
    forms = {"a tensor": tf.constant(argument), "float64": tf.constant(argument, tf.float64), "an array": argument}
    forms["lists"] = argument.tolist()
    return {
        "shapes": found,
        "forms": {
            **{name: attempt(image_of, given, 0, seeds[0]) for name, given in forms.items()},
            "by keywords": attempt(image_of, seed=seeds[0], label=0, image=argument),
        },
        "argument": argument,
    }


def recipe_moves(recipes: Any, pictures: dict[str, np.ndarray], name: str = "once") -> Moves:
    """What augment did; the check fails when a result is no flip and move of the image in another light."""
    results = recipes.seen[name]
    assert_stack(results, (len(results), H, W, 3), "the image of augment")
    moves = Moves(pictures["thrown"], results)
    assert np.all(moves.residual < 1e-4), "an augmented image is no flipped and moved copy with one number added to it"
    return moves


@check(
    "augment",
    points=0.4,
    hint="Whole pixels move, by up to 4 in each direction, and one number is added to all of them.",
)
def test_recipe_flips_moves_and_brightens(recipes, pictures):
    recipe_moves(recipes, pictures)


@check("augment", points=0.25, hint="The margin is made of zeros, and it is there before the brightness changes.")
def test_recipe_margin(recipes, pictures):
    moves = recipe_moves(recipes, pictures)
    assert np.any((moves.top != MARGIN) | (moves.left != MARGIN)), "the image never moves"
    assert np.all(moves.border[:, 0] < 1e-4), "what comes in from outside is not zero with the brightness added"


@check("augment", points=0.2, hint="In half of all results, left and right have changed places.")
def test_recipe_flips_half(recipes, pictures):
    assert_share(recipe_moves(recipes, pictures).flip, 0.5, "augment mirrors the image")


@check(
    "augment", points=0.35, hint="Padding by 4 on each side makes nine places along each axis: all, and equally often."
)
def test_recipe_places(recipes, pictures):
    moves = recipe_moves(recipes, pictures)
    for offsets, name in ((moves.top, "vertical"), (moves.left, "horizontal")):
        assert_places(offsets, name)


@check("augment", points=0.3, hint="Uniform between minus and plus a tenth: brighter as often as darker.")
def test_recipe_brightness(recipes, pictures):
    light = recipe_moves(recipes, pictures).light.astype("float64")
    assert np.all(np.abs(light) < LIGHT + 1e-5), "some brightness changes are larger than 0.1"
    # none of n throws in the outermost 20 / n of the range, or at one of its ends: 2e-9 each
    near = 20 / len(light)
    reached = np.abs(light).max() > LIGHT * (1 - near) and min(light.max(), -light.min()) > LIGHT * (1 - 2 * near)
    assert reached, "the brightness never changes by almost 0.1 to either side"
    steps = np.abs(np.sort(light) / (2 * LIGHT) + 0.5 - (np.arange(len(light)) + 0.5) / len(light)).max()
    # Kolmogorov and Smirnov: P(distance > d) is at most 2 exp(-2 n d²), here 2e-9
    assert steps < np.sqrt(10.4 / len(light)), "the brightness changes are not uniform between -0.1 and 0.1"
    spread = np.mean((light / LIGHT) ** 2) * 3  # 1, with a deviation of sqrt(0.8 / n)
    assert abs(spread - 1) < DEVIATIONS * np.sqrt(0.8 / len(light)), "the brightness changes are not spread uniformly"


def assert_independent(draws: dict[str, np.ndarray]) -> None:
    """No two of the draws are correlated, nor how far they are from their middle."""
    names = list(draws)
    middle = {name: np.asarray(draws[name], "float64") - {"flip": 0.5, "light": 0.0}.get(name, 4) for name in names}
    for number, one in enumerate(names):
        for other in names[number + 1 :]:
            what = f"the draws of {one} and {other}"
            forms_of_one, forms_of_other = (
                [middle[name]] + ([] if name == "flip" else [np.abs(middle[name])]) for name in (one, other)
            )
            for form in forms_of_one:
                for other_form in forms_of_other:
                    assert_unrelated(form, other_form, what)


@check(
    "augment", points=0.35, hint="Several draws from one seed are one and the same draw: each needs a seed of its own."
)
def test_recipe_draws_are_independent(recipes, pictures):
    moves = recipe_moves(recipes, pictures)
    assert_independent({"flip": moves.flip, "top": moves.top, "left": moves.left, "light": moves.light})


@check("augment", points=0.2, hint="White cannot become whiter: what is the last step?")
def test_recipe_stays_in_range(glaring_recipes, pictures):
    seen = glaring_recipes.seen
    moves = recipe_moves(glaring_recipes, pictures, "thrown")
    assert_stack(seen["glaring"], (16, H, W, 3), "the image of augment")
    assert seen["glaring"].min() >= -1e-6 and seen["glaring"].max() <= 1 + 1e-6, "values leave the range from 0 to 1"
    lit = np.clip(moves.of(pictures["glaring"]) + moves.light[:, None, None, None], 0, 1)
    assert_close(
        seen["glaring"], lit.astype("float32"), atol=1e-4, what="an image with black and white pixels, augmented"
    )


@check("augment", points=0.15, hint="The label is not looked at: whatever it is comes back as it came.")
def test_recipe_keeps_the_label(labels_of_all_kinds):
    right = {
        "an int": 3,
        "a negative int": -1,
        "a word": "cat",
        "one-hot": np.array([0.0, 1.0, 0.0]),
        "a fraction": 0.25,
        "a tensor": np.array([[5, 6]]),
        "a mask": np.arange(H * W).reshape(H, W),
    }
    for name, label in right.items():
        assert_close(
            value_of(labels_of_all_kinds.seen[name], f"augment (label: {name})"), label, what=f"the label ({name})"
        )
    assert_dtype(labels_of_all_kinds.seen["a tensor"]["value"], "int64", what="the label (an int64 tensor)")


@check("augment", points=0.15, hint="An augmented image depends on image and seed only.")
def test_recipe_same_seed(recipes, pictures):
    recipe_moves(recipes, pictures)
    assert_stack(recipes.seen["again"], (12, H, W, 3), "the image of augment")
    assert_close(recipes.seen["again"], recipes.seen["once"][:12], what="the image of the same seed, drawn once more")


@check("augment", points=0.05, hint="The first number of the seed alone, and the second alone, change everything.")
def test_recipe_uses_both_numbers(recipes_by_number, pictures):
    for name in ("first", "second"):
        moves = recipe_moves(recipes_by_number, pictures, name)
        for draws in (moves.top, moves.left, moves.light):  # 12 times the same place: once in 3e10
            assert np.ptp(draws) > 1e-4, f"when only the {name} number of the seed changes, not all draws change"


@check("augment", points=0.1, hint="The image keeps its shape, whatever it is, and comes back as float32.")
def test_recipe_of_any_image(recipes_of_all_kinds, pictures):
    seen = recipes_of_all_kinds.seen
    for name, attempted in seen["shapes"].items():
        result = value_of(attempted, f"augment ({name})")
        assert_shape(result, pictures[name].shape, what=f"the augmented image ({name})")
        assert_dtype(result, "float32", what=f"the augmented image ({name})")
    right = value_of(seen["forms"]["a tensor"], "augment (a tensor)")
    for name, attempted in seen["forms"].items():
        result = value_of(attempted, f"augment ({name})")
        assert_close(result, right, what=f"the augmented image ({name})")
        assert_dtype(result, "float32", what=f"the augmented image ({name})")
    assert_close(seen["argument"], pictures["tall"], atol=0, rtol=0, what="the array that was passed in")


# augment_with_mask


@pytest.fixture(scope="module")
def masks(run_seed: int) -> dict[str, np.ndarray]:
    """Classes of all kinds; a pixel of each image has another value than its neighbors."""
    draw = generator(run_seed, "masks")
    return {
        "thrown": draw.permutation(np.arange(H * W) * 7 % 31).reshape(H, W).astype("int32"),
        "broad": draw.integers(256, 999, (7, 10)),  # none fits into eight bits
        "gray": draw.integers(0, 4, (8, 8)).astype("int32"),
    }


@observe
def pairs(
    learner: Any, pictures: dict[str, np.ndarray], masks: dict[str, np.ndarray], seeds: list[tuple[int, int]]
) -> dict[str, Any]:
    import tensorflow as tf

    image, mask = tf.constant(pictures["thrown"]), tf.constant(masks["thrown"])

    def changed(function: Any, seed: tuple[int, int]) -> Any:
        changed_image, changed_mask = function(image, mask, seed)
        return changed_image, changed_mask

    def columns(results: list[Any]) -> dict[str, Any]:
        return {"images": together([one for one, _ in results]), "masks": together([other for _, other in results])}

    function = learner.augment_with_mask
    once = columns(throws(function, seeds, changed))
    disturb()
    tf.random.set_seed(5)
    return {"once": once, "again": columns([changed(function, seed) for seed in reversed(seeds[:12])][::-1])}


@observe
def pairs_by_number(
    learner: Any,
    pictures: dict[str, np.ndarray],
    masks: dict[str, np.ndarray],
    lines: dict[str, list[tuple[int, int]]],
) -> dict[str, Any]:
    def image_of(seed: tuple[int, int]) -> Any:
        image, _ = learner.augment_with_mask(pictures["thrown"], masks["thrown"], seed)
        return image

    return {name: {"images": together([image_of(seed) for seed in lines[name][:12]])} for name in ("first", "second")}


@observe
def pairs_of_all_kinds(
    learner: Any, pictures: dict[str, np.ndarray], masks: dict[str, np.ndarray], seeds: list[tuple[int, int]]
) -> dict[str, Any]:
    import tensorflow as tf

    function = learner.augment_with_mask
    image, mask = pictures["broad"].copy(), masks["broad"].copy()
    forms = {
        "int64 tensors": (tf.constant(image), tf.constant(mask, tf.int64)),
        "int32 tensors": (tf.constant(image), tf.constant(mask, tf.int32)),
        "arrays": (image, mask),
        "lists": (image.tolist(), mask.tolist()),
        "float64": (image.astype("float64"), mask),
    }
    found = {name: attempt(lambda pair=pair: list(function(*pair, seeds[0]))) for name, pair in forms.items()}
    found["by keywords"] = attempt(lambda: list(function(seed=seeds[0], mask=mask, image=image)))
    bright = [
        attempt(lambda seed=seed: list(function(pictures["glaring"], masks["thrown"], seed))) for seed in seeds[:12]
    ]
    gray = attempt(lambda: list(function(pictures["gray"], masks["gray"], seeds[0])))
    line = attempt(lambda: list(function(image[:, :1], mask[:, :1], seeds[0])))
    return {"forms": found, "gray": gray, "line": line, "bright": bright, "arguments": [image, mask]}


def pair_moves(pairs: Any, pictures: dict[str, np.ndarray], name: str = "once") -> Moves:
    images = pairs.seen[name]["images"]
    assert_stack(images, (len(images), H, W, 3), "the image of augment_with_mask")
    moves = Moves(pictures["thrown"], images)
    assert np.all(moves.residual < 1e-4), "an image is no flipped and moved copy of the one given"
    return moves


def pair_masks(pairs: Any, name: str = "once") -> np.ndarray:
    masks = pairs.seen[name]["masks"]
    assert isinstance(masks, np.ndarray), "the mask has another shape or dtype each time"
    assert_shape(masks, (len(masks), H, W), what="the mask of augment_with_mask")
    return masks


@check("augment_with_mask", points=0.25, hint="The image alone is flipped, padded by 4 zeros and cropped back.")
def test_pair_image(pairs, pictures):
    moves = pair_moves(pairs, pictures)
    assert np.all(moves.border.min(axis=1) < 1e-4), "what comes into the image from outside is not black"


@check(
    "augment_with_mask", points=0.45, hint="One coin and one window for both: does the mask move when its image does?"
)
def test_pair_moves_together(pairs, pictures, masks):
    moves, seen = pair_moves(pairs, pictures), pair_masks(pairs)
    classes = set(np.unique(seen).tolist()) | {0}
    assert classes == set(np.unique(masks["thrown"]).tolist()) | {0}, "the masks hold other classes than the one given"
    assert np.any((moves.top != MARGIN) | (moves.left != MARGIN)), "the pair never moves"
    wrong = np.mean(np.any(seen != moves.of(masks["thrown"]), axis=(1, 2)))
    assert wrong == 0, f"in {wrong:.0%} of the pairs, the mask is not moved as its image (or not filled by zeros)"


@check(
    "augment_with_mask", points=0.2, hint="Classes are names: integers that no interpolation and no light can change."
)
def test_pair_mask_keeps_its_classes(pairs, masks):
    seen = pair_masks(pairs)
    assert seen.dtype.kind in "iu", f"the mask comes back as {seen.dtype.name}, not as integers"
    strange = set(np.unique(seen).tolist()) - set(np.unique(masks["thrown"]).tolist()) - {0}
    assert not strange, f"the mask holds {len(strange)} classes that it did not have"


@check("augment_with_mask", points=0.25, hint="As in augment: a fair coin, nine places along each axis.")
def test_pair_moves_at_random(pairs, pictures):
    moves = pair_moves(pairs, pictures)
    assert_share(moves.flip, 0.5, "augment_with_mask mirrors the image")
    for offsets, name in ((moves.top, "vertical"), (moves.left, "horizontal")):
        assert_places(offsets, name)


@check("augment_with_mask", points=0.1, hint="Coin, top and left are three draws: give each a part of the seed.")
def test_pair_draws_are_independent(pairs, pairs_by_number, pictures):
    moves = pair_moves(pairs, pictures)
    assert_independent({"flip": moves.flip, "top": moves.top, "left": moves.left})
    for name in ("first", "second"):
        moves = pair_moves(pairs_by_number, pictures, name)
        for draws in (moves.top, moves.left):  # 12 times the same place: once in 3e10
            assert np.ptp(draws) > 0, f"when only the {name} number of the seed changes, not all draws change"


@check("augment_with_mask", points=0.1, hint="Image and mask of one seed are always the same pair.")
def test_pair_same_seed(pairs, pictures):
    pair_moves(pairs, pictures)
    seen = pairs.seen
    pair_masks(pairs, "again")
    for name in ("images", "masks"):
        assert_close(
            seen["again"][name], seen["once"][name][:12], what=f"the {name} of the same seeds, drawn once more"
        )


@check(
    "augment_with_mask",
    points=0.05,
    hint="Brightness, if at all, changes the image by a tenth at most, and is clipped.",
)
def test_pair_brightness(pairs, pairs_of_all_kinds, pictures):
    light = pair_moves(pairs, pictures).light
    assert np.all(np.abs(light) < LIGHT + 1e-5), "the brightness of the image changes by more than 0.1"
    for attempted in pairs_of_all_kinds.seen["bright"]:
        image, _ = value_of(attempted, "augment_with_mask (black and white pixels)")
        assert_shape(image, (H, W, 3), what="the image of augment_with_mask")
        assert np.min(image) >= -1e-6 and np.max(image) <= 1 + 1e-6, "values of the image leave the range from 0 to 1"


@check(
    "augment_with_mask",
    points=0.1,
    hint="int32 or int64, tensor or list, wide or tall: a pair goes in, a pair comes out.",
)
def test_pair_of_any_kind(pairs_of_all_kinds, pictures, masks):
    seen = pairs_of_all_kinds.seen
    right = value_of(seen["forms"]["int64 tensors"], "augment_with_mask (int64 tensors)")
    found = {
        **{name: (attempted, "broad") for name, attempted in seen["forms"].items()},
        "gray": (seen["gray"], "gray"),
    }
    for name, (attempted, picture) in found.items():
        result = value_of(attempted, f"augment_with_mask ({name})")
        assert len(result) == 2, f"augment_with_mask returns {len(result)} values instead of two"
        image, mask = result
        assert_shape(image, pictures[picture].shape, what=f"the image ({name})")
        assert_dtype(image, "float32", what=f"the image ({name})")
        assert_shape(mask, masks[picture].shape, what=f"the mask ({name})")
        assert np.asarray(mask).dtype.kind in "iu", f"the mask ({name}) does not hold integers"
        moves = Moves(pictures[picture], np.asarray(image)[None])
        assert np.array_equal(moves.of(masks[picture])[0], mask), f"the mask is not moved as its image ({name})"
        if picture == "broad":
            assert_close(image, right[0], what=f"the image ({name})")
    line, mask = value_of(seen["line"], "augment_with_mask (an image one pixel wide)")
    assert_shape(line, pictures["broad"][:, :1].shape, what="the image that is one pixel wide")
    assert_shape(mask, masks["broad"][:, :1].shape, what="the mask of an image one pixel wide")
    for argument, given in zip(seen["arguments"], (pictures["broad"], masks["broad"]), strict=True):
        assert_close(argument, given, atol=0, rtol=0, what="an array that was passed in")


# pipeline

N, BATCH = 26, 6


@pytest.fixture(scope="module")
def examples(run_seed: int) -> np.ndarray:
    return generator(run_seed, "examples").uniform(0.3, 0.7, (N, H, W, 3)).astype("float32")


@pytest.fixture(scope="module")
def number(run_seed: int) -> int:
    return int(generator(run_seed, "number").integers(1, 100_000))


@observe
def epochs(learner: Any, examples: np.ndarray, number: int) -> dict[str, Any]:
    """Epochs of training pipelines: of one seed, the same once more, and another one.

    The other is no neighbor: who shuffles an epoch by the sum of its number and the seed has the orders of a neighbor too.
    """

    def batches(data: Any) -> list[Any]:
        return [(images, labels) for images, labels in data]

    labels, images = np.arange(N), examples.copy()
    found = {}
    for name, seed in (("one", number), ("same", number), ("other", number + 7)):
        data = learner.pipeline(images, labels, BATCH, True, seed)
        found[name] = [batches(data) for _ in range(3)]
        disturb()
    return {"epochs": found, "arguments": [images, labels]}


@observe
def plain_epochs(learner: Any, examples: np.ndarray, number: int) -> dict[str, Any]:
    """Epochs of pipelines that do not train."""
    import tensorflow as tf

    def batches(data: Any) -> list[Any]:
        return [(images, labels) for images, labels in data]

    one_hot = np.eye(N, dtype="float32")[::-1].copy()
    data = learner.pipeline(examples, one_hot, BATCH, False, number)
    tensors = learner.pipeline(
        images=tf.constant(examples), labels=tf.range(N), batch_size=2 * N, training=False, seed=0
    )
    return {"epochs": [batches(data), batches(data)], "tensors": batches(tensors)}


@observe
def odd_epochs(learner: Any, examples: np.ndarray) -> dict[str, Any]:
    """Training with seed 0, labels that are rows, and one batch larger than everything."""
    data = learner.pipeline(examples[:5], np.eye(5, dtype="float32"), 8, True, 0)
    found = []
    for _ in range(4):
        found.append([(images, labels) for images, labels in data])
    return {"epochs": found}


def joined(epoch: Any) -> tuple[np.ndarray, np.ndarray]:
    """Images and labels of an epoch."""
    assert isinstance(epoch, list | tuple) and len(epoch), "an epoch of the pipeline is empty"
    for images, labels in epoch:
        is_batch = isinstance(images, np.ndarray) and images.shape[1:] == (H, W, 3)
        assert is_batch, "a batch of the pipeline should hold images (n, h, w, c)"
        assert np.shape(labels)[:1] == images.shape[:1], "a batch has not as many labels as images"
    return np.concatenate([images for images, _ in epoch]), np.concatenate([np.asarray(labels) for _, labels in epoch])


def orders(epochs: Any, name: str) -> list[list[int]]:
    """In which order the examples come, epoch by epoch."""
    found = [joined(epoch)[1] for epoch in epochs.seen["epochs"][name]]
    assert all(labels.ndim == 1 and labels.dtype.kind in "iu" for labels in found), "the labels have changed"
    return [labels.tolist() for labels in found]


def changes(epochs: Any, examples: np.ndarray, name: str = "one") -> list[dict[str, np.ndarray]]:
    """What was done to each example in each epoch, in the order of the labels; NaN for those that do not come."""
    found = []
    for epoch in epochs.seen["epochs"][name]:
        images, labels = joined(epoch)
        rows = {}
        for image, label in zip(images, labels.tolist(), strict=True):
            assert label in range(N), "the labels have changed"
            moves = Moves(examples[label], image[None])
            assert moves.residual[0] < 1e-4, "an image of a training pipeline is no augmented image of its label"
            rows[label] = (moves.flip[0], moves.top[0], moves.left[0], moves.light[0])
        table = np.asarray([rows.get(label, (np.nan,) * 4) for label in range(N)], "float64")
        in_order = np.asarray([rows[label][3] for label in labels.tolist()])
        found.append({"geometry": table[:, :3], "light": table[:, 3], "in order": in_order})
    return found


@check("pipeline", points=0.25, hint="What you measure on is neither shuffled nor augmented, in any epoch.")
def test_pipeline_without_training(plain_epochs, examples):
    for epoch in plain_epochs.seen["epochs"]:
        images, labels = joined(epoch)
        assert_close(images, examples, atol=1e-6, rtol=0, what="the images of a pipeline that does not train")
        assert_close(labels, np.eye(N, dtype="float32")[::-1], what="the labels of a pipeline that does not train")
    images, labels = joined(plain_epochs.seen["tensors"])
    assert_close(images, examples, atol=1e-6, rtol=0, what="the images of a pipeline that does not train (tensors)")
    assert_close(labels, np.arange(N), what="the labels of a pipeline that does not train (tensors)")


@check("pipeline", points=0.15, hint="Where the size does not divide the number of examples, the rest is a batch too.")
def test_pipeline_batches(plain_epochs, epochs):
    right = [BATCH] * (N // BATCH) + [N % BATCH]
    for name, epoch in (("training", epochs.seen["epochs"]["one"][0]), ("other", plain_epochs.seen["epochs"][0])):
        joined(epoch)
        sizes = [len(images) for images, _ in epoch]
        told = f"of {N} examples {sum(sizes)} come, in batches of {sizes} (mode: {name}), asked for were {BATCH} each"
        assert sizes == right, told
    assert len(plain_epochs.seen["tensors"]) == 1, "a batch that could hold everything does not"


@check("pipeline", points=0.15, hint="Each example once in an epoch, and each image with the label that it had.")
def test_pipeline_covers_all_examples(epochs, examples):
    for name in ("one", "other"):
        for order in orders(epochs, name):
            assert sorted(order) == list(range(N)), "an epoch should hold each example once"
    changes(epochs, examples)
    for argument, given in zip(epochs.seen["arguments"], (examples, np.arange(N)), strict=True):
        assert_close(argument, given, atol=0, rtol=0, what="an array that was passed in")


@check("pipeline", points=0.2, hint="Each image is thrown for by itself, with all that augment does.")
def test_pipeline_augments(epochs, examples):
    found = changes(epochs, examples)
    for epoch in found:
        assert len(np.unique(epoch["geometry"], axis=0)) > N // 2, "many images are flipped and moved in the same way"
        assert len(np.unique(np.round(epoch["light"], 5))) > N // 2, "many images get the same change of brightness"
    geometry = np.concatenate([epoch["geometry"] for epoch in found])
    geometry = geometry[np.isfinite(geometry[:, 0])]
    assert_share(geometry[:, 0], 0.5, "the pipeline mirrors its images")
    for axis in (1, 2):
        assert len(np.unique(geometry[:, axis])) > 4, "the images are hardly moved"
    assert np.nanstd([epoch["light"] for epoch in found]) > 0.03, "the brightness hardly changes"


@check("pipeline", points=0.2, hint="The buffer of a shuffle should hold all examples, and be shuffled for each epoch.")
def test_pipeline_shuffles_anew(epochs):
    found = orders(epochs, "one") + orders(epochs, "other")
    assert list(range(N)) not in found, "an epoch comes in the order of the examples"
    assert len({tuple(order) for order in found[:3]}) == 3, "epochs come in the same order"
    # in a shuffled epoch about one example is followed by its neighbor, in six epochs 6, and 30 once in 10^11
    followed = sum(int(np.sum(np.diff(order) == 1)) for order in found)
    assert followed < 30, "neighbors stay together: are examples shuffled, or whole batches?"
    # a buffer of 16 can give 1 of 18 orders, and six of them once in 3e7
    reach = max(max(np.asarray(order) - np.arange(len(order))) for order in found) + 1
    assert reach > 16, "no example comes much earlier than before: the buffer is smaller than the data"
    # six correlations of 26 places each: their mean is 0, with a deviation of 0.08
    mean = np.mean([np.corrcoef(order, np.arange(len(order)))[0, 1] for order in found])
    assert abs(mean) < DEVIATIONS / np.sqrt(len(found) * (N - 1)), "early examples come early: they are hardly shuffled"


@check("pipeline", points=0.25, hint="Does the seed of an image know which epoch it is?")
def test_pipeline_augments_anew(epochs, examples):
    first, *others = changes(epochs, examples)
    for other in others:
        same = np.all(first["geometry"] == other["geometry"], axis=1)
        assert same.sum() < N // 2, f"{same.mean():.0%} of the images are flipped and moved as in the first epoch"
        light = np.isclose(first["light"], other["light"], atol=1e-5)
        assert light.sum() < N // 2, f"{light.mean():.0%} of the images are as bright as in the first epoch"
        repeated = np.allclose(first["in order"][:BATCH], other["in order"][:BATCH], atol=1e-5)
        assert not repeated, "the first images of all epochs are changed alike: each epoch begins with the same draws"


@check("pipeline", points=0.2, hint="Order and augmentation both begin with the seed, and with nothing else.")
def test_pipeline_same_seed(epochs, examples):
    changes(epochs, examples)
    one, same = (epochs.seen["epochs"][name] for name in ("one", "same"))
    for number, (epoch, again) in enumerate(zip(one, same, strict=True), start=1):
        (images, labels), (images_again, labels_again) = joined(epoch), joined(again)
        assert np.array_equal(labels, labels_again), f"epoch {number} of the same seed comes in another order"
        assert_close(images_again, images, what=f"the images in epoch {number} of the same seed")


@check("pipeline", points=0.1, hint="Another seed, another order and other throws. And 0 is a seed like all others.")
def test_pipeline_other_seeds(epochs, odd_epochs, examples):
    assert orders(epochs, "one")[0] != orders(epochs, "other")[0], "another seed gives the same order"
    one, other = changes(epochs, examples)[0], changes(epochs, examples, "other")[0]
    same = np.all(one["geometry"] == other["geometry"], axis=1)
    assert same.sum() < N // 2, "another seed augments in the same way"
    same_draws = np.allclose(one["in order"][:BATCH], other["in order"][:BATCH], atol=1e-5)
    assert not same_draws, "another seed changes its first images by the same draws"
    found = [joined([batch]) for epoch in odd_epochs.seen["epochs"] for batch in epoch]
    assert len(found) == 4, "five examples are no single batch where a batch holds eight"
    for _, labels in found:
        assert sorted(labels.tolist()) == sorted(np.eye(5).tolist()), "an epoch should hold each label once"
    assert any(not np.allclose(found[0][0], images) for images, _ in found[1:]), "with seed 0 all epochs are the same"


# augmentation_model

SIDES = (40, 32)  # of the images that are shifted and turned
SHIFT, TURN = 0.1, 18.0  # a tenth of a side, a twentieth of a turn in degrees


def ramps() -> np.ndarray:
    """An image whose first two channels are its coordinates (between 0 and 1), and whose third is constant."""
    y, x = np.meshgrid((np.arange(SIDES[0]) + 0.5) / 64, (np.arange(SIDES[1]) + 0.5) / 64, indexing="ij")
    return np.stack([y, x, np.full(SIDES, 0.5)], axis=-1).astype("float32")


@pytest.fixture(scope="module")
def turned() -> np.ndarray:
    return np.stack([ramps()] * 64)


@observe
def inference(learner: Any, pictures: dict[str, np.ndarray], number: int) -> dict[str, Any]:
    """What comes out when the model does not train."""
    import tensorflow as tf

    model, batch = learner.augmentation_model(number), np.stack([pictures["thrown"]] * 5)
    return {
        "called": model(tf.constant(batch), training=False),
        "predicted": model.predict(batch, verbose=0),
        "trained": model(tf.constant(batch), training=True),
    }


@observe
def training(learner: Any, turned: np.ndarray, number: int) -> dict[str, Any]:
    """Batches in training mode: twice from one model, from another of the same seed, from others."""
    import tensorflow as tf

    batch = tf.constant(turned)
    first, second = learner.augmentation_model(number), learner.augmentation_model(seed=number)
    found = {"one": [first(batch, training=True), first(batch, training=True)]}
    disturb()
    found["same"] = [second(batch, training=True), second(batch, training=True)]
    few = batch[:4]
    found["others"] = [learner.augmentation_model(seed)(few, training=True) for seed in (number + 1, 0)]
    found["zero"] = [learner.augmentation_model(0)(few, training=True)]
    found["ranges"] = [
        [type(layer).__name__, *map(float, bounds if isinstance(bounds, list | tuple) else (-bounds, bounds))]
        for layer in first._flatten_layers()
        if type(layer).__name__ in ("RandomTranslation", "RandomRotation")
        for name, bounds in layer.get_config().items()
        if name in ("factor", "height_factor", "width_factor")
    ]
    return found


def assert_both_ways(training: Any, kind: str, message: str) -> None:
    """Judged by the ranges of Keras' layers: in the images, a turn that is tied to the flip looks the same."""
    for name, low, high in training.seen["ranges"]:
        assert name != kind or low < 0 < high, message


def turns(training: Any) -> dict[str, np.ndarray]:
    """How the images of two batches were flipped, turned and shifted: affine maps fitted to their middle."""
    images = training.seen["one"]
    for batch in images:
        assert_shape(batch, (64, *SIDES, 3), what="the output in training mode")
    found = np.concatenate(images).astype("float64")
    rows, columns = slice(14, 26), slice(11, 21)
    y, x = np.meshgrid(np.arange(SIDES[0]) - 19.5, np.arange(SIDES[1]) - 15.5, indexing="ij")
    design = np.stack([y[rows, columns].ravel(), x[rows, columns].ravel(), np.ones(120)], axis=1)
    targets = found[:, rows, columns, :2].reshape(-1, 120, 2) * 64 - 0.5 - np.array([19.5, 15.5])
    fit = np.linalg.lstsq(design, targets.transpose(1, 0, 2).reshape(120, -1), rcond=None)[0].reshape(3, -1, 2)
    linear, shift = fit[:2].transpose(1, 2, 0), fit[2]  # source = linear · (y, x) + shift
    flipped = np.linalg.det(linear) < 0
    upright = np.where(flipped[:, None, None], linear * np.array([1.0, -1.0]), linear)
    angle = np.degrees(np.arctan2(upright[:, 0, 1] - upright[:, 1, 0], upright[:, 0, 0] + upright[:, 1, 1]))
    return {
        "flipped": flipped,
        "angle": angle,
        "scale": np.sqrt(np.abs(np.linalg.det(linear))),
        "shift": shift / np.array(SIDES),
        "turned back": np.einsum("nji,nj->ni", linear, shift) / np.array(SIDES),
        "flat": found[:, rows, columns, 2],
    }


@check("augmentation_model", points=0.2, hint="A model that does not train passes its images on.")
def test_model_is_identity_in_inference(inference, training, pictures):
    assert_shape(training.seen["one"][0], (64, *SIDES, 3), what="the output in training mode")
    right = np.stack([pictures["thrown"]] * 5)
    assert_close(inference.seen["called"], right, atol=1e-6, what="the output with training=False")


@check("augmentation_model", points=0.1, hint="predict is inference: no training mode may be wired into the model.")
def test_model_is_identity_in_predict(inference, pictures):
    right = np.stack([pictures["thrown"]] * 5)
    assert_close(inference.seen["predicted"], right, atol=1e-6, what="what predict returns")
    assert_shape(inference.seen["trained"], right.shape, what="the output in training mode")


@check("augmentation_model", points=0.15, hint="In training every image and every batch is changed in another way.")
def test_model_is_random_in_training(training, turned):
    first, second = training.seen["one"]
    turns(training)
    assert np.mean(np.all(np.isclose(first, turned, atol=1e-3), axis=(1, 2, 3))) < 0.2, "most images stay as they were"
    assert not np.allclose(first, second, atol=1e-3), "the second batch is changed as the first one was"
    assert len(np.unique(np.round(first.mean(axis=(1, 2)), 4), axis=0)) > 20, "many images are changed in the same way"


@check("augmentation_model", points=0.15, hint="Mirrored left-right half of the time, and never upside down.")
def test_model_flips_left_right(training):
    found = turns(training)
    assert np.all(np.abs(found["angle"]) < 90), "some images stand on their heads"
    for batch in (found["flipped"][:64], found["flipped"][64:]):  # one coin for a whole batch falls on one side
        assert_share(batch, 0.5, "the model mirrors the images of a batch")


@check("augmentation_model", points=0.1, hint="A factor of the layer is a fraction of a side, to either side.")
def test_model_translates_by_a_tenth(training):
    found = turns(training)
    assert np.all(np.abs(found["flat"] - 0.5) < 1e-3), "colors change: where images are moved to cannot be told"
    # what is turned after it was shifted has been shifted in a turned direction: either reading may be the right one
    largest = min(np.abs(found[name]).max() for name in ("shift", "turned back"))
    assert largest < SHIFT + 0.015, "some images are shifted by more than a tenth of their height or width"
    for axis, name in enumerate(("height", "width")):
        shifts = found["shift"][:, axis]
        assert np.abs(shifts).max() > 0.02, f"images hardly move along their {name}"
    assert_both_ways(training, "RandomTranslation", "images move in one direction only")


@check(
    "augmentation_model",
    points=0.1,
    hint="In which unit does the layer take its angle? A twentieth is less than you think.",
)
def test_model_rotates_by_a_twentieth(training):
    angle = turns(training)["angle"]
    assert np.abs(angle).max() < TURN + 1.5, "some images are turned by more than a twentieth of a turn"
    assert np.abs(angle).max() > 2, "images are hardly turned"
    assert_both_ways(training, "RandomRotation", "images turn in one direction only")


@check("augmentation_model", points=0.05, hint="Flip, translation, rotation: nothing is zoomed, and no color changes.")
def test_model_does_nothing_else(training):
    found = turns(training)
    assert np.all(np.abs(found["scale"] - 1) < 0.06), "some images are zoomed"
    assert np.all(np.abs(found["flat"] - 0.5) < 1e-3), "an even color does not stay what it is"


@check("augmentation_model", points=0.15, hint="All the layers need the seed, and 0 is a seed as well.")
def test_model_is_seeded(training):
    seen = training.seen
    turns(training)
    assert_close(seen["same"], seen["one"], atol=1e-4, what="what another model of the same seed returns")
    assert_close(seen["zero"][0], seen["others"][1], atol=1e-4, what="what another model of seed 0 returns")
    for other in seen["others"]:
        assert_shape(other, (4, *SIDES, 3), what="the output in training mode")
        assert not np.allclose(other, seen["one"][0][:4], atol=1e-3), "models of different seeds change images alike"
