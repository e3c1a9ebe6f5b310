"""The Oxford-IIIT Pet set, read from the folders that its authors distribute."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import numpy.typing as npt

from course.data.errors import DataUnavailable

HOME_PAGE = "https://www.robots.ox.ac.uk/~vgg/data/pets/"
TRIMAP_TO_MASK = np.array([0, 1, 0, 2], dtype=np.int32)
"""Mask class of a trimap's values: 1 pet, 2 background, 3 border (0 does not occur)."""


@dataclass(frozen=True, eq=False)
class Pets:
    """Photographs of cats and dogs of 37 breeds, each with a breed, a mask and, for about half, a box of the head.

    Attributes:
        images: paths of the `n` photographs, in alphabetical order; `image(i)` reads one.
        trimaps: paths of their trimaps (1 pet, 2 background, 3 border); `mask(i)` reads one as a class mask.
        boxes: `(n, 4)` float32, corners `[x_min, y_min, x_max, y_max]` of the head in fractions of the image; a row
            of NaN where the authors give none.
        labels: `(n,)` int32, the breed, an index into `breeds`.
        breeds: names of the breeds, alphabetical whatever their case: the authors' class ids minus 1 when all 37
            are there.
        species: `(n,)` int32, 0 cat, 1 dog.
    """

    images: tuple[Path, ...]
    trimaps: tuple[Path, ...]
    boxes: npt.NDArray[np.float32]
    labels: npt.NDArray[np.int32]
    breeds: tuple[str, ...]
    species: npt.NDArray[np.int32]

    def __len__(self) -> int:
        """How many photographs there are."""
        return len(self.images)

    def image(self, index: int, size: int | None = None) -> npt.NDArray[np.float32]:
        """One photograph, `(h, w, 3)` float32 in [0, 1]; scaled to `size` × `size` pixels when given."""
        pixels: npt.NDArray[np.float32] = _read(self.images[index], "RGB", size, smooth=True).astype(np.float32)
        pixels /= np.float32(255)
        return pixels

    def mask(self, index: int, size: int | None = None) -> npt.NDArray[np.int32]:
        """Its class mask, `(h, w)` int32: 0 background, 1 pet, 2 border; nearest pixels when scaled to `size`."""
        classes: npt.NDArray[np.int32] = TRIMAP_TO_MASK[_read(self.trimaps[index], "L", size, smooth=False)]
        return classes


def pets(directory: str | os.PathLike[str]) -> Pets:
    """The Oxford-IIIT Pet set (O. Parkhi, A. Vedaldi, A. Zisserman, C. Jawahar, "Cats and dogs", 2012).

    Args:
        directory: holds `images/*.jpg`, `annotations/trimaps/*.png` and `annotations/xmls/*.xml`, as the two archives
            of the authors unpack. Photographs without a trimap are left out.

    Returns:
        `Pets`: paths, boxes and labels; pixels are read one by one by its methods `image` and `mask`.

    Raises:
        DataUnavailable: when the folders are not there or hold no photograph with a trimap.
    """
    root = Path(directory)
    folders = [root / "images", root / "annotations" / "trimaps"]
    missing = [str(folder) for folder in folders if not folder.is_dir()]
    if missing:
        raise _unavailable(f"there is no folder {' and no folder '.join(missing)}")
    trimaps = {path.stem: path for path in folders[1].glob("[!.]*.png")}
    images = sorted(path for path in folders[0].glob("[!.]*.jpg") if path.stem in trimaps)
    if not images:
        raise _unavailable(f"no photograph in {folders[0]} has a trimap in {folders[1]}")
    names = [path.stem.rpartition("_")[0] for path in images]
    breeds = sorted(set(names), key=str.lower)
    boxes = [_box(root / "annotations" / "xmls" / f"{path.stem}.xml") for path in images]
    return Pets(
        images=tuple(images),
        trimaps=tuple(trimaps[path.stem] for path in images),
        boxes=np.array(boxes, dtype=np.float32),
        labels=np.array([breeds.index(name) for name in names], dtype=np.int32),
        breeds=tuple(breeds),
        species=np.array([0 if name[:1].isupper() else 1 for name in names], dtype=np.int32),  # cats are capitalized
    )


def _unavailable(what: str) -> DataUnavailable:
    return DataUnavailable(
        f"{what}. Download images.tar.gz and annotations.tar.gz of the Oxford-IIIT Pet set from {HOME_PAGE}, unpack "
        'both into one folder and call pets("that folder"); or use shapes(), which needs no download.'
    )


def _box(path: Path) -> list[float]:
    """Corners in fractions from a Pascal VOC file, whose pixels count from 1, the last one included."""
    if not path.is_file():
        return [float("nan")] * 4
    tree = ElementTree.parse(path)
    tags = ("xmin", "ymin", "xmax", "ymax", "width", "height")
    x_min, y_min, x_max, y_max, width, height = (float(tree.findtext(f".//{tag}") or "nan") for tag in tags)
    corners = ((x_min - 1) / width, (y_min - 1) / height, x_max / width, y_max / height)
    return [min(max(corner, 0.0), 1.0) for corner in corners]


def _read(path: Path, mode: str, size: int | None, smooth: bool) -> npt.NDArray[Any]:
    from PIL import Image

    with Image.open(path) as file:
        picture = file.convert(mode)
    if size is not None:
        picture = picture.resize((size, size), Image.Resampling.BILINEAR if smooth else Image.Resampling.NEAREST)
    return np.asarray(picture)
