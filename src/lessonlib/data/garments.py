"""Garments drawn with a few polygons each: a stand-in for Fashion-MNIST where there is no network.

A demonstration, not evidence: the classes and their order are those of Fashion-MNIST, the pictures are not.
Coordinates: x to the right, y down, the picture from -1 to 1; shades and textures in [0, 1].
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

Points = list[tuple[float, float]]
Drawing = list[tuple[Points, float]]
"""Polygons, each with its shade; the later ones cover the earlier ones."""

CLASS_NAMES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)

SIZE = 28
FINE = 3 * SIZE
"""Pixels of the drawing before it is made smaller, so that edges are smooth."""


def draw_garments(n: int, *, seed: int) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Return n garments, shuffled, all classes equally often: images (n, 28, 28) uint8, labels (n,) uint8.

    >>> images, labels = draw_garments(20, seed=0)
    >>> images.shape, sorted(int(label) for label in labels) == sorted(2 * list(range(10)))
    ((20, 28, 28), True)
    """
    rng = np.random.default_rng(seed)
    labels = rng.permutation(np.arange(n) % len(CLASS_NAMES)).astype(np.uint8)
    images = np.zeros((n, SIZE, SIZE), dtype=np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[:] = _picture(_DRAWINGS[label](rng), rng)
    return images, labels


def _picture(drawing: Drawing, rng: np.random.Generator) -> npt.NDArray[np.uint8]:
    """Return one picture: the drawing tilted, scaled and shifted, then textured, dimmed and made noisy."""
    angle, scale = rng.normal(0, 0.1), rng.uniform(0.72, 0.95)
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    shift = rng.uniform(-0.18, 0.18, size=2)
    canvas = Image.new("L", (FINE, FINE))
    pen = ImageDraw.Draw(canvas)
    for points, shade in drawing:
        placed = (np.array(points) @ turn.T + shift + 1) * FINE / 2
        pen.polygon([(x, y) for x, y in placed], fill=round(255 * shade))
    fine = np.asarray(canvas, dtype=float) * _texture(rng)
    small = fine.reshape(SIZE, 3, SIZE, 3).mean(axis=(1, 3))
    worn = small * rng.uniform(0.45, 1.0) + rng.normal(0, 10, small.shape) * (small > 0)
    return np.asarray(np.clip(worn, 0, 255), dtype=np.uint8)


def _texture(rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Return a factor for each fine pixel: plain, or stripes (down, across) of random width and strength."""
    down, across = np.mgrid[0:FINE, 0:FINE] / FINE
    direction = [0 * down, down, across, down + across][rng.integers(4)]
    waves = np.sin(2 * np.pi * rng.uniform(3, 9) * direction + rng.uniform(0, 6))
    return np.asarray(1 - rng.uniform(0.1, 0.5) * (waves > 0.2))


def _mirrored(right: Points) -> Points:
    """Return the closed outline whose right half is given, from top to bottom."""
    return right + [(-x, y) for x, y in reversed(right)]


def _upper_body(rng: np.random.Generator, *, sleeve: float, hem: float) -> Drawing:
    """Return a body with a neck line, down to `hem`, and sleeves down to `sleeve`."""
    neck, depth = rng.uniform(0.12, 0.28), rng.uniform(0.0, 0.2)
    shoulder, waist = rng.uniform(0.42, 0.55), rng.uniform(0.34, 0.48)
    cuff = shoulder + rng.uniform(0.12, 0.3) * (sleeve + 1)
    top = rng.uniform(-0.9, -0.8)
    right = [(neck, top), (shoulder, top + 0.1), (cuff, sleeve), (cuff - 0.17, sleeve + 0.07)]
    right += [(waist, top + 0.5), (waist, hem)]
    body = _mirrored(right)
    return [(body, 0.9), ([(-neck, top), (0, top + depth), (neck, top)], 0.0)]


def _t_shirt(rng: np.random.Generator) -> Drawing:
    return _upper_body(rng, sleeve=rng.uniform(-0.5, -0.25), hem=rng.uniform(0.6, 0.85))


def _trouser(rng: np.random.Generator) -> Drawing:
    waist, hip, leg = rng.uniform(0.22, 0.3), rng.uniform(0.28, 0.38), rng.uniform(0.12, 0.24)
    foot, fork = rng.uniform(0.02, 0.2), rng.uniform(-0.5, -0.1)
    end = rng.choice([0.9, 0.9, 0.3])
    return [(_mirrored([(waist, -0.9), (hip, -0.5), (foot + leg, end), (foot, end), (0.0, fork)]), 0.85)]


def _pullover(rng: np.random.Generator) -> Drawing:
    hem = rng.uniform(0.55, 0.85)
    drawing = _upper_body(rng, sleeve=rng.uniform(0.35, 0.7), hem=hem)
    ribs = _box(0, hem - 0.05, 0.5 * rng.uniform(0.5, 0.8), 0.05)
    return [*drawing, (ribs, 0.65)]


def _dress(rng: np.random.Generator) -> Drawing:
    neck, shoulder = rng.uniform(0.08, 0.2), rng.uniform(0.22, 0.36)
    waist, hem = rng.uniform(0.16, 0.28), rng.uniform(0.25, 0.6)
    right = [
        (neck, -0.8),
        (shoulder, -0.9),
        (shoulder - 0.03, -0.5),
        (waist, rng.uniform(-0.3, 0.0)),
        (hem, 0.9),
    ]
    return [(_mirrored(right), 0.85)]


def _coat(rng: np.random.Generator) -> Drawing:
    drawing = _upper_body(rng, sleeve=rng.uniform(0.4, 0.75), hem=rng.uniform(0.75, 0.95))
    gap, lapel = rng.uniform(0.02, 0.08), rng.uniform(0.12, 0.25)
    front = [(-gap, 1.0), (0.0, -0.1), (gap, 1.0)]
    return [*drawing, (front, 0.0), ([(-lapel, -0.8), (0, -0.1), (lapel, -0.8)], 0.55)]


def _shirt(rng: np.random.Generator) -> Drawing:
    sleeve = rng.choice([rng.uniform(-0.4, -0.2), rng.uniform(0.3, 0.7)], p=[0.3, 0.7])
    hem = rng.uniform(0.6, 0.9)
    collar = rng.uniform(0.12, 0.22)
    buttons = [(_box(0, y, 0.04, 0.04), 0.2) for y in np.arange(-0.5, hem - 0.1, 0.25)]
    flaps = (_mirrored([(0.02, -0.6), (collar + 0.1, -0.7), (collar, -0.95)]), 0.5)
    return [*_upper_body(rng, sleeve=sleeve, hem=hem), flaps, *buttons]


def _sandal(rng: np.random.Generator) -> Drawing:
    heel, thick = rng.uniform(0.0, 0.5), rng.uniform(0.06, 0.14)
    sole = [(-0.9, 0.5), (0.0, 0.45), (0.85, 0.5 - heel), (0.85, 0.5 - heel + thick), (0.0, 0.5 + thick)]
    drawing = [([*sole, (-0.9, 0.5 + thick)], 0.8), (_box(0.78, 0.55 - heel / 2, 0.07, heel / 2), 0.8)]
    for x in np.linspace(-0.7, 0.6, rng.integers(2, 5)):
        lean, wide, high = rng.uniform(-0.3, 0.3), rng.uniform(0.05, 0.12), rng.uniform(0.25, 0.5)
        drawing.append(
            (
                [(x, 0.5), (x + lean, 0.5 - high - heel / 2), (x + lean + wide, 0.5 - high), (x + wide, 0.5)],
                0.9,
            )
        )
    return drawing


def _shoe(rng: np.random.Generator, *, shaft: float) -> Drawing:
    """Return a shoe seen from the side, toe at the left, its shaft as high as `shaft`."""
    toe, tongue = rng.uniform(0.1, 0.3), rng.uniform(-0.15, 0.15)
    upper = [(-0.9, 0.45), (-0.85, toe), (tongue - 0.3, 0.05), (tongue, shaft), (0.75, shaft), (0.85, 0.45)]
    sole = [(-0.95, 0.45), (0.9, 0.45), (0.9, 0.6), (-0.95, 0.58)]
    return [(upper, rng.uniform(0.6, 0.95)), (sole, rng.uniform(0.4, 1.0))]


def _sneaker(rng: np.random.Generator) -> Drawing:
    laces = [(_box(x, 0.05, 0.03, 0.1), 0.3) for x in (-0.3, -0.15, 0.0)]
    return [*_shoe(rng, shaft=rng.uniform(-0.25, 0.0)), *laces]


def _bag(rng: np.random.Generator) -> Drawing:
    wide, top, low = rng.uniform(0.55, 0.9), rng.uniform(-0.3, 0.0), rng.uniform(0.5, 0.8)
    grip, high = rng.uniform(0.25, 0.5), rng.uniform(0.25, 0.6)
    handle = _mirrored([(grip * 0.6, top - high), (grip, top)])
    hole = _mirrored([(grip * 0.6 - 0.08, top - high + 0.1), (grip - 0.1, top)])
    body = _mirrored([(wide * rng.uniform(0.75, 1.0), top), (wide, low)])
    clasp = _box(0, top + 0.15, rng.uniform(0.05, 0.3), 0.05)
    return [(handle, 0.7), (hole, 0.0), (body, 0.9), (clasp, 0.4)]


def _ankle_boot(rng: np.random.Generator) -> Drawing:
    heel = (_box(0.7, 0.65, 0.18, rng.uniform(0.05, 0.2)), 0.7)
    return [*_shoe(rng, shaft=rng.uniform(-0.85, -0.4)), heel]


def _box(x: float, y: float, half_width: float, half_height: float) -> Points:
    """Return an upright rectangle around (x, y)."""
    left, right, top, low = x - half_width, x + half_width, y - half_height, y + half_height
    return [(left, top), (right, top), (right, low), (left, low)]


_DRAWINGS: tuple[Callable[[np.random.Generator], Drawing], ...] = (
    _t_shirt,
    _trouser,
    _pullover,
    _dress,
    _coat,
    _sandal,
    _shirt,
    _sneaker,
    _bag,
    _ankle_boot,
)
