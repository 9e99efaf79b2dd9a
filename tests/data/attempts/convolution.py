"""Attempts at the exercises of lesson 2, written from the tasks' texts by people who had not seen the judge.

Each cell names its exercise, its verdict and what it tries; the cell "given" holds what the page has defined before.
"""

# %% kernel-of-your-own, given
import keras
import numpy as np
from keras import layers
from lessonlib import figures
from sklearn.datasets import load_sample_image
from scipy.signal import convolve2d, correlate2d

bar = np.zeros((5, 6))
bar[:3, 2:4] = 1

kernel = np.array([[-1, 0, 1],
                   [-1, 0, 1],
                   [-1, 0, 1]])

def convolve(image, kernel):
    layer = layers.Conv2D(1, kernel_size=kernel.shape)
    layer.build((None, None, None, 1))
    layer.set_weights([kernel[:, :, np.newaxis, np.newaxis], np.zeros(1)])
    output = layer(image[np.newaxis, :, :, np.newaxis])
    return np.array(output)[0, :, :, 0]

by_hand = {
    "edge": np.array([[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]]),
    "blur": np.ones((3, 3)) / 9,
    "sharpen": np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
    "emboss": np.array([[-2, -1, 0], [-1, 1, 1], [0, 1, 2]]),
}
colour = load_sample_image("china.jpg") / 255
grey = colour.mean(axis=2)
tower = grey[44:404:4, 40:400:4]

# %% kernel-of-your-own, right: Prewitt, the row below minus the row above
mine = np.array([[-1, -1, -1], [0, 0, 0], [1, 1, 1]])
mine_map = convolve(tower, mine)
print("bright: where it gets brighter downwards")
check("kernel-of-your-own", mine)

# %% kernel-of-your-own, right: the row above minus the row below: the other sign answers as well
mine = np.array([[1, 1, 1],
                 [0, 0, 0],
                 [-1, -1, -1]], dtype=float)
mine_map = convolve(tower, mine)
check("kernel-of-your-own", mine)

# %% kernel-of-your-own, right: Sobel from an outer product
difference = np.array([-1, 0, 1])
smooth = np.array([1, 2, 1])
sobel = np.outer(difference, smooth)
edges = convolve(tower, sobel)
print(sobel)
check("kernel-of-your-own", sobel)

# %% kernel-of-your-own, right: the stepper's kernel turned on its side with .T
my_kernel = kernel.T
result = convolve(tower, my_kernel)
turned = convolve(tower, np.flipud(my_kernel))
print("signs change:", np.allclose(result, -turned))
check("kernel-of-your-own", my_kernel)

# %% kernel-of-your-own, right: a quarter turn of the stepper's kernel
k = np.rot90(kernel)
m = convolve(tower, k)
print(np.abs(convolve(np.full((6, 6), 0.5), k)).max())
check("kernel-of-your-own", k)

# %% kernel-of-your-own, right: plain Python lists, made an array only for convolve
mine = [
    [-1, -1, -1],
    [0, 0, 0],
    [1, 1, 1],
]
mine_map = convolve(tower, np.array(mine))
check("kernel-of-your-own", mine)

# %% kernel-of-your-own, right: only two of the rows are used, neighbours
mine = np.array([[0, 0, 0],
                 [-1, -1, -1],
                 [1, 1, 1]])
mine_map = convolve(tower, mine)
check("kernel-of-your-own", mine)

# %% kernel-of-your-own, right: only the pixel above and the one below
mine = np.zeros((3, 3))
mine[0, 1] = -1
mine[2, 1] = 1
mine_map = convolve(tower, mine)
print(f"Largest answer: {mine_map.max():.2f}.")
check("kernel-of-your-own", mine)

# %% kernel-of-your-own, right: mean of three below minus mean of three above: thirds, float32
mine = (np.array([[-1] * 3, [0] * 3, [1] * 3]) / 3).astype("float32")
wall = np.zeros((5, 6)); wall[:, 3:] = 1
print("WALL:", np.abs(convolve(wall, mine)).max(), "- PLAIN:", np.abs(convolve(np.ones((5, 6)), mine)).max())
mine_map = convolve(tower, mine)
check("kernel-of-your-own", mine)

# %% kernel-of-your-own, right: Scharr, filled by slices
scharr = np.zeros((3, 3), dtype="int8")
scharr[0] = [-3, -10, -3]
scharr[-1] = -scharr[0]
out = convolve(tower, scharr.astype(float))
check("kernel-of-your-own", scharr)

# %% kernel-of-your-own, right: the middle row against both its neighbours: the change of brightness along a column only
mine = np.array([[-1, -1, -1], [2, 2, 2], [-1, -1, -1]])
mine_map = convolve(tower, mine)
print("upside down: nothing changes, my kernel looks the same")
check("kernel-of-your-own", mine)

# %% kernel-of-your-own, right: SciPy's own Sobel filter, read off a single bright pixel
from scipy import ndimage

point = np.zeros((5, 5))
point[2, 2] = 1
mine = ndimage.sobel(point, axis=0)[1:4, 1:4]
mine_map = convolve(tower, mine)
print(mine)
check("kernel-of-your-own", mine)

# %% kernel-of-your-own, right: large numbers, and the same from a nested comprehension
mine = np.array([[(row - 1) * 10 for column in range(3)] for row in range(3)])
mine_map = convolve(tower, mine)
figures.feature_maps(mine_map[:, :, np.newaxis])
check("kernel-of-your-own", mine)

# %% kernel-of-your-own, wrong: the stepper's kernel unchanged: it finds vertical edges
mine = np.array([[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]])
mine_map = convolve(tower, mine)
check("kernel-of-your-own", mine)

# %% kernel-of-your-own, wrong: Sobel for the wrong direction
mine = np.outer([1, 2, 1], [-1, 0, 1])
mine_map = convolve(tower, mine)
check("kernel-of-your-own", mine)

# %% kernel-of-your-own, wrong: diagonals for horizontal edges
mine = np.array([[-2, -1, 0], [-1, 0, 1], [0, 1, 2]])
mine_map = convolve(tower, mine)
check("kernel-of-your-own", mine)

# %% kernel-of-your-own, wrong: the edge kernel of the page: it answers to edges of every direction
mine = by_hand["edge"]
mine_map = convolve(tower, mine)
check("kernel-of-your-own", mine)

# %% kernel-of-your-own, wrong: all zeros: 0 on plain areas and walls, and on everything else
mine = np.zeros((3, 3))
mine_map = convolve(tower, mine)
check("kernel-of-your-own", mine)

# %% kernel-of-your-own, wrong: a bright row looks like a horizontal edge, but a plain area does not give 0
mine = np.array([[0, 0, 0], [1, 1, 1], [0, 0, 0]])
mine_map = convolve(tower, mine)
check("kernel-of-your-own", mine)

# %% kernel-of-your-own, wrong: the numbers do not sum to 0
mine = np.array([[-1, -1, -1], [0, 0, 0], [2, 2, 2]])
mine_map = convolve(tower, mine)
check("kernel-of-your-own", mine)

# %% kernel-of-your-own, wrong: a corner detector: silent on the wall, and on horizontal edges too
mine = np.array([[1, 0, -1], [0, 0, 0], [-1, 0, 1]])
mine_map = convolve(tower, mine)
check("kernel-of-your-own", mine)

# %% kernel-of-your-own, wrong: the stepper's kernel turned upside down: it still finds vertical edges
mine = kernel[::-1]
mine_map = convolve(tower, mine)
check("kernel-of-your-own", mine)

# %% kernel-of-your-own, wrong: a sign slipped in the last row
mine = np.array([[-1, -1, -1], [0, 0, 0], [1, 1, -1]])
mine_map = convolve(tower, mine)
check("kernel-of-your-own", mine)

# %% kernel-of-your-own, wrong: sums to 0, but the wall is not 0: three above against three at the right
mine = np.array([[-1, -1, -1], [0, 0, 1], [0, 1, 1]])
mine_map = convolve(tower, mine)
check("kernel-of-your-own", mine)

# %% kernel-of-your-own, wrong: 5x5, where 3x3 is asked
mine = np.outer([-2, -1, 0, 1, 2], np.ones(5))
mine_map = convolve(tower, mine)
check("kernel-of-your-own", mine)

# %% kernel-of-your-own, wrong: the map is handed in as the kernel
mine = np.array([[-1, -1, -1], [0, 0, 0], [1, 1, 1]])
mine_map = convolve(tower, mine)
check("kernel-of-your-own", mine_map)

# %% kernel-of-your-own, wrong: horizontal and vertical added: answers to both
across = np.array([[-1, -1, -1], [0, 0, 0], [1, 1, 1]])
mine = across + across.T
mine_map = convolve(tower, mine)
check("kernel-of-your-own", mine)

# %% function-for-the-size, given
import keras
import numpy as np
from keras import layers
from lessonlib import figures
from sklearn.datasets import load_sample_image
from scipy.signal import convolve2d, correlate2d

bar = np.zeros((5, 6))
bar[:3, 2:4] = 1

kernel = np.array([[-1, 0, 1],
                   [-1, 0, 1],
                   [-1, 0, 1]])

def convolve(image, kernel):
    layer = layers.Conv2D(1, kernel_size=kernel.shape)
    layer.build((None, None, None, 1))
    layer.set_weights([kernel[:, :, np.newaxis, np.newaxis], np.zeros(1)])
    output = layer(image[np.newaxis, :, :, np.newaxis])
    return np.array(output)[0, :, :, 0]

by_hand = {
    "edge": np.array([[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]]),
    "blur": np.ones((3, 3)) / 9,
    "sharpen": np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
    "emboss": np.array([[-2, -1, 0], [-1, 1, 1], [0, 1, 2]]),
}
colour = load_sample_image("china.jpg") / 255
grey = colour.mean(axis=2)
tower = grey[44:404:4, 40:400:4]

# %% function-for-the-size, right: math.floor and math.ceil
import math

def map_size(n, k, s=1, padding="valid"):
    if padding == "valid":
        return math.floor((n - k) / s) + 1
    else:
        return math.ceil(n / s)

for n in (28, 29, 30):
    for k in (3, 5):
        for s in (1, 2, 3):
            for padding in ("valid", "same"):
                conv = layers.Conv2D(1, k, strides=s, padding=padding)
                keras_size = conv.compute_output_shape((None, n, n, 1))[1]
                if map_size(n, k, s, padding) != keras_size:
                    print(n, k, s, padding, map_size(n, k, s, padding), keras_size)
check("function-for-the-size", map_size)

# %% function-for-the-size, right: counts the places instead of computing them
def map_size(n, k, s=1, padding="valid"):
    if padding == "same":
        return len(range(0, n, s))
    return len(range(0, n - k + 1, s))

for n in (28, 29, 30):
    for k in (3, 5):
        for s in (1, 2, 3):
            for padding in ("valid", "same"):
                conv = layers.Conv2D(1, k, strides=s, padding=padding)
                keras_size = conv.compute_output_shape((None, n, n, 1))[1]
                if map_size(n, k, s, padding) != keras_size:
                    print(n, k, s, padding, map_size(n, k, s, padding), keras_size)
check("function-for-the-size", map_size)

# %% function-for-the-size, right: a lambda with a conditional expression
map_size = lambda n, k, s=1, padding="valid": (n + s - 1) // s if padding == "same" else (n - k) // s + 1

for n in (28, 29, 30):
    for k in (3, 5):
        for s in (1, 2, 3):
            for padding in ("valid", "same"):
                conv = layers.Conv2D(1, k, strides=s, padding=padding)
                keras_size = conv.compute_output_shape((None, n, n, 1))[1]
                if map_size(n, k, s, padding) != keras_size:
                    print(n, k, s, padding, map_size(n, k, s, padding), keras_size)
check("function-for-the-size", map_size)

# %% function-for-the-size, right: the kernel walks in a while loop
def map_size(n, k, s=1, padding="valid"):
    places = 0
    position = 0
    last = n - 1 if padding == "same" else n - k
    while position <= last:
        places = places + 1
        position += s
    return places

for n in (28, 29, 30):
    for k in (3, 5):
        for s in (1, 2, 3):
            for padding in ("valid", "same"):
                conv = layers.Conv2D(1, k, strides=s, padding=padding)
                keras_size = conv.compute_output_shape((None, n, n, 1))[1]
                if map_size(n, k, s, padding) != keras_size:
                    print(n, k, s, padding, map_size(n, k, s, padding), keras_size)
check("function-for-the-size", map_size)

# %% function-for-the-size, right: NumPy rounds, the result is a NumPy integer
def map_size(n, k, s=1, padding="valid"):
    size = np.ceil(n / s) if padding == "same" else np.floor((n - k) / s) + 1
    return np.int64(size)

for n in (28, 29, 30):
    for k in (3, 5):
        for s in (1, 2, 3):
            for padding in ("valid", "same"):
                conv = layers.Conv2D(1, k, strides=s, padding=padding)
                keras_size = conv.compute_output_shape((None, n, n, 1))[1]
                if map_size(n, k, s, padding) != keras_size:
                    print(n, k, s, padding, map_size(n, k, s, padding), keras_size)
check("function-for-the-size", map_size)

# %% function-for-the-size, right: type hints, docstring, an error for a padding that does not exist
def map_size(n: int, k: int, s: int = 1, padding: str = "valid") -> int:
    """Size of a feature map along one axis."""
    match padding.lower():
        case "valid":
            return (n - k) // s + 1
        case "same":
            return -(-n // s)
        case _:
            raise ValueError(f"no such padding: {padding!r}")

for n in (28, 29, 30):
    for k in (3, 5):
        for s in (1, 2, 3):
            for padding in ("valid", "same"):
                conv = layers.Conv2D(1, k, strides=s, padding=padding)
                keras_size = conv.compute_output_shape((None, n, n, 1))[1]
                if map_size(n, k, s, padding) != keras_size:
                    print(n, k, s, padding, map_size(n, k, s, padding), keras_size)
check("function-for-the-size", map_size)

# %% function-for-the-size, right: the other formula: places with stride 1, divided and rounded up, for both kinds
from math import ceil

def map_size(n, k, s=1, padding="valid"):
    places = n if padding == "same" else n - k + 1
    return ceil(places / s)

for n in (28, 29, 30):
    for k in (3, 5):
        for s in (1, 2, 3):
            for padding in ("valid", "same"):
                conv = layers.Conv2D(1, k, strides=s, padding=padding)
                keras_size = conv.compute_output_shape((None, n, n, 1))[1]
                if map_size(n, k, s, padding) != keras_size:
                    print(n, k, s, padding, map_size(n, k, s, padding), keras_size)
check("function-for-the-size", map_size)

# %% function-for-the-size, right: a table of functions, divmod
def _valid(n, k, s):
    steps, rest = divmod(n - k, s)
    return steps + 1

def _same(n, k, s):
    whole, rest = divmod(n, s)
    return whole + (1 if rest else 0)

def map_size(n, k, s=1, padding="valid"):
    return {"valid": _valid, "same": _same}[padding](n, k, s)

for n in (28, 29, 30):
    for k in (3, 5):
        for s in (1, 2, 3):
            for padding in ("valid", "same"):
                conv = layers.Conv2D(1, k, strides=s, padding=padding)
                keras_size = conv.compute_output_shape((None, n, n, 1))[1]
                if map_size(n, k, s, padding) != keras_size:
                    print(n, k, s, padding, map_size(n, k, s, padding), keras_size)
check("function-for-the-size", map_size)

# %% function-for-the-size, right: recursion for valid
def map_size(n, k, s=1, padding="valid"):
    if padding == "same":
        return n // s + (n % s > 0)
    if n < k:
        return 0
    return 1 + map_size(n - s, k, s)

for n in (28, 29, 30):
    for k in (3, 5):
        for s in (1, 2, 3):
            for padding in ("valid", "same"):
                conv = layers.Conv2D(1, k, strides=s, padding=padding)
                keras_size = conv.compute_output_shape((None, n, n, 1))[1]
                if map_size(n, k, s, padding) != keras_size:
                    print(n, k, s, padding, map_size(n, k, s, padding), keras_size)
check("function-for-the-size", map_size)

# %% function-for-the-size, right: NumPy's windows are made and counted
from numpy.lib.stride_tricks import sliding_window_view

def map_size(n, k, s=1, padding="valid"):
    line = np.arange(n)
    if padding == "same":
        return line[::s].size
    return sliding_window_view(line, k)[::s].shape[0]

for n in (28, 29, 30):
    for k in (3, 5):
        for s in (1, 2, 3):
            for padding in ("valid", "same"):
                conv = layers.Conv2D(1, k, strides=s, padding=padding)
                keras_size = conv.compute_output_shape((None, n, n, 1))[1]
                if map_size(n, k, s, padding) != keras_size:
                    print(n, k, s, padding, map_size(n, k, s, padding), keras_size)
check("function-for-the-size", map_size)

# %% function-for-the-size, right: same as valid of a padded row, and a comparison by product with a message
from itertools import product

def map_size(n, k, s=1, padding="valid"):
    if padding == "same":
        n = n + k - 1
    return (n - k) // s + 1

differences = 0
for combination in product([28, 29, 30], [3, 5], [1, 2, 3], ["valid", "same"]):
    n, k, s, padding = combination
    shape = layers.Conv2D(1, k, strides=s, padding=padding)(np.zeros((1, n, n, 1))).shape
    if shape[1] != map_size(*combination):
        differences += 1
        print("They differ!", combination)
check("function-for-the-size", map_size)

# %% function-for-the-size, right: a class whose object can be called; int() cuts off
class MapSize:
    def __call__(self, n, k, s=1, padding="valid"):
        if padding == "same":
            return int((n - 1) / s) + 1
        return int((n - k) / s + 1)

map_size = MapSize()

for n in (28, 29, 30):
    for k in (3, 5):
        for s in (1, 2, 3):
            for padding in ("valid", "same"):
                conv = layers.Conv2D(1, k, strides=s, padding=padding)
                keras_size = conv.compute_output_shape((None, n, n, 1))[1]
                if map_size(n, k, s, padding) != keras_size:
                    print(n, k, s, padding, map_size(n, k, s, padding), keras_size)
check("function-for-the-size", map_size)

# %% function-for-the-size, right: one more argument with a default at the end
def map_size(n, k, s=1, padding="valid", dilation=1):
    reach = (k - 1) * dilation + 1
    if padding == "same":
        return -(-n // s)
    return (n - reach) // s + 1

for n in (28, 29, 30):
    for k in (3, 5):
        for s in (1, 2, 3):
            for padding in ("valid", "same"):
                conv = layers.Conv2D(1, k, strides=s, padding=padding)
                keras_size = conv.compute_output_shape((None, n, n, 1))[1]
                if map_size(n, k, s, padding) != keras_size:
                    print(n, k, s, padding, map_size(n, k, s, padding), keras_size)
check("function-for-the-size", map_size)

# %% function-for-the-size, wrong: the stride is forgotten for valid
def map_size(n, k, s=1, padding="valid"):
    if padding == "same":
        return -(-n // s)
    return n - k + 1

for n in (28, 29, 30):
    for k in (3, 5):
        for s in (1, 2, 3):
            for padding in ("valid", "same"):
                conv = layers.Conv2D(1, k, strides=s, padding=padding)
                keras_size = conv.compute_output_shape((None, n, n, 1))[1]
                if map_size(n, k, s, padding) != keras_size:
                    print(n, k, s, padding, map_size(n, k, s, padding), keras_size)
check("function-for-the-size", map_size)

# %% function-for-the-size, wrong: the stride is ignored with same
def map_size(n, k, s=1, padding="valid"):
    if padding == "same":
        return n
    return (n - k) // s + 1

for n in (28, 29, 30):
    for k in (3, 5):
        for s in (1, 2, 3):
            for padding in ("valid", "same"):
                conv = layers.Conv2D(1, k, strides=s, padding=padding)
                keras_size = conv.compute_output_shape((None, n, n, 1))[1]
                if map_size(n, k, s, padding) != keras_size:
                    print(n, k, s, padding, map_size(n, k, s, padding), keras_size)
check("function-for-the-size", map_size)

# %% function-for-the-size, wrong: same is rounded down
def map_size(n, k, s=1, padding="valid"):
    if padding == "same":
        return n // s
    return (n - k) // s + 1

for n in (28, 29, 30):
    for k in (3, 5):
        for s in (1, 2, 3):
            for padding in ("valid", "same"):
                conv = layers.Conv2D(1, k, strides=s, padding=padding)
                keras_size = conv.compute_output_shape((None, n, n, 1))[1]
                if map_size(n, k, s, padding) != keras_size:
                    print(n, k, s, padding, map_size(n, k, s, padding), keras_size)
check("function-for-the-size", map_size)

# %% function-for-the-size, wrong: valid is rounded up
import math

def map_size(n, k, s=1, padding="valid"):
    if padding == "same":
        return math.ceil(n / s)
    return math.ceil((n - k) / s) + 1

for n in (28, 29, 30):
    for k in (3, 5):
        for s in (1, 2, 3):
            for padding in ("valid", "same"):
                conv = layers.Conv2D(1, k, strides=s, padding=padding)
                keras_size = conv.compute_output_shape((None, n, n, 1))[1]
                if map_size(n, k, s, padding) != keras_size:
                    print(n, k, s, padding, map_size(n, k, s, padding), keras_size)
check("function-for-the-size", map_size)

# %% function-for-the-size, wrong: the 1 where the kernel starts is forgotten
def map_size(n, k, s=1, padding="valid"):
    if padding == "same":
        return -(-n // s)
    return (n - k) // s

for n in (28, 29, 30):
    for k in (3, 5):
        for s in (1, 2, 3):
            for padding in ("valid", "same"):
                conv = layers.Conv2D(1, k, strides=s, padding=padding)
                keras_size = conv.compute_output_shape((None, n, n, 1))[1]
                if map_size(n, k, s, padding) != keras_size:
                    print(n, k, s, padding, map_size(n, k, s, padding), keras_size)
check("function-for-the-size", map_size)

# %% function-for-the-size, wrong: the 1 is added before the division
def map_size(n, k, s=1, padding="valid"):
    if padding == "same":
        return -(-n // s)
    return (n - k + 1) // s

for n in (28, 29, 30):
    for k in (3, 5):
        for s in (1, 2, 3):
            for padding in ("valid", "same"):
                conv = layers.Conv2D(1, k, strides=s, padding=padding)
                keras_size = conv.compute_output_shape((None, n, n, 1))[1]
                if map_size(n, k, s, padding) != keras_size:
                    print(n, k, s, padding, map_size(n, k, s, padding), keras_size)
check("function-for-the-size", map_size)

# %% function-for-the-size, wrong: not rounded at all: half pixels come out
def map_size(n, k, s=1, padding="valid"):
    if padding == "same":
        return n / s
    return (n - k) / s + 1

for n in (28, 29, 30):
    for k in (3, 5):
        for s in (1, 2, 3):
            for padding in ("valid", "same"):
                conv = layers.Conv2D(1, k, strides=s, padding=padding)
                keras_size = conv.compute_output_shape((None, n, n, 1))[1]
                if map_size(n, k, s, padding) != keras_size:
                    print(n, k, s, padding, map_size(n, k, s, padding), keras_size)
check("function-for-the-size", map_size)

# %% function-for-the-size, wrong: one border only
def map_size(n, k, s=1, padding="valid"):
    if padding == "same":
        return -(-n // s)
    return (n - k // 2 - 1) // s + 1

for n in (28, 29, 30):
    for k in (3, 5):
        for s in (1, 2, 3):
            for padding in ("valid", "same"):
                conv = layers.Conv2D(1, k, strides=s, padding=padding)
                keras_size = conv.compute_output_shape((None, n, n, 1))[1]
                if map_size(n, k, s, padding) != keras_size:
                    print(n, k, s, padding, map_size(n, k, s, padding), keras_size)
check("function-for-the-size", map_size)

# %% function-for-the-size, wrong: right for odd kernels only
def map_size(n, k, s=1, padding="valid"):
    if padding == "same":
        return -(-n // s)
    return (n - 2 * (k // 2) - 1) // s + 1

for n in (28, 29, 30):
    for k in (3, 5):
        for s in (1, 2, 3):
            for padding in ("valid", "same"):
                conv = layers.Conv2D(1, k, strides=s, padding=padding)
                keras_size = conv.compute_output_shape((None, n, n, 1))[1]
                if map_size(n, k, s, padding) != keras_size:
                    print(n, k, s, padding, map_size(n, k, s, padding), keras_size)
check("function-for-the-size", map_size)

# %% function-for-the-size, wrong: printed instead of returned
def map_size(n, k, s=1, padding="valid"):
    if padding == "same":
        print(-(-n // s))
    else:
        print((n - k) // s + 1)

for n in (28, 29, 30):
    for k in (3, 5):
        for s in (1, 2, 3):
            for padding in ("valid", "same"):
                conv = layers.Conv2D(1, k, strides=s, padding=padding)
                keras_size = conv.compute_output_shape((None, n, n, 1))[1]
                if map_size(n, k, s, padding) != keras_size:
                    print(n, k, s, padding, map_size(n, k, s, padding), keras_size)
check("function-for-the-size", map_size)

# %% function-for-the-size, wrong: the padding is taken for same unless it is asked not to be
def map_size(n, k, s=1, padding="same"):
    if padding == "same":
        return -(-n // s)
    return (n - k) // s + 1

for n in (28, 29, 30):
    for k in (3, 5):
        for s in (1, 2, 3):
            for padding in ("valid", "same"):
                conv = layers.Conv2D(1, k, strides=s, padding=padding)
                keras_size = conv.compute_output_shape((None, n, n, 1))[1]
                if map_size(n, k, s, padding) != keras_size:
                    print(n, k, s, padding, map_size(n, k, s, padding), keras_size)
check("function-for-the-size", map_size)

# %% function-for-the-size, wrong: n and k the other way round
def map_size(k, n, s=1, padding="valid"):
    if padding == "same":
        return -(-n // s)
    return (n - k) // s + 1

for n in (28, 29, 30):
    for k in (3, 5):
        for s in (1, 2, 3):
            for padding in ("valid", "same"):
                conv = layers.Conv2D(1, k, strides=s, padding=padding)
                keras_size = conv.compute_output_shape((None, n, n, 1))[1]
                if map_size(n, k, s, padding) != keras_size:
                    print(n, k, s, padding, map_size(n, k, s, padding), keras_size)
check("function-for-the-size", map_size)

# %% function-for-the-size, wrong: padding is ignored
def map_size(n, k, s=1, padding="valid"):
    return (n - k) // s + 1

for n in (28, 29, 30):
    for k in (3, 5):
        for s in (1, 2, 3):
            for padding in ("valid", "same"):
                conv = layers.Conv2D(1, k, strides=s, padding=padding)
                keras_size = conv.compute_output_shape((None, n, n, 1))[1]
                if map_size(n, k, s, padding) != keras_size:
                    print(n, k, s, padding, map_size(n, k, s, padding), keras_size)
check("function-for-the-size", map_size)

# %% function-for-the-size, wrong: a kernel of 3 is written into it
def map_size(n, k, s=1, padding="valid"):
    if padding == "same":
        return -(-n // s)
    return (n - 3) // s + 1

for n in (28, 29, 30):
    for k in (3, 5):
        for s in (1, 2, 3):
            for padding in ("valid", "same"):
                conv = layers.Conv2D(1, k, strides=s, padding=padding)
                keras_size = conv.compute_output_shape((None, n, n, 1))[1]
                if map_size(n, k, s, padding) != keras_size:
                    print(n, k, s, padding, map_size(n, k, s, padding), keras_size)
check("function-for-the-size", map_size)

# %% function-for-the-size, wrong: the 36 answers looked up in a table made by Keras, nothing else works
from itertools import product

table = {}
for n, k, s, padding in product((28, 29, 30), (3, 5), (1, 2, 3), ("valid", "same")):
    table[n, k, s, padding] = layers.Conv2D(1, k, strides=s, padding=padding).compute_output_shape((None, n, n, 1))[1]

def map_size(n, k, s=1, padding="valid"):
    return table[n, k, s, padding]

for n in (28, 29, 30):
    for k in (3, 5):
        for s in (1, 2, 3):
            for padding in ("valid", "same"):
                conv = layers.Conv2D(1, k, strides=s, padding=padding)
                keras_size = conv.compute_output_shape((None, n, n, 1))[1]
                if map_size(n, k, s, padding) != keras_size:
                    print(n, k, s, padding, map_size(n, k, s, padding), keras_size)
check("function-for-the-size", map_size)

# %% function-for-the-size, wrong: Keras compared with Keras: the function asks Conv2D
def map_size(n, k, s=1, padding="valid"):
    return layers.Conv2D(1, k, strides=s, padding=padding).compute_output_shape((None, n, n, 1))[1]

for n in (28, 29, 30):
    for k in (3, 5):
        for s in (1, 2, 3):
            for padding in ("valid", "same"):
                conv = layers.Conv2D(1, k, strides=s, padding=padding)
                keras_size = conv.compute_output_shape((None, n, n, 1))[1]
                if map_size(n, k, s, padding) != keras_size:
                    print(n, k, s, padding, map_size(n, k, s, padding), keras_size)
check("function-for-the-size", map_size)

# %% function-for-the-size, wrong: round() for both: a half goes to the even number
def map_size(n, k, s=1, padding="valid"):
    if padding == "same":
        return round(n / s)
    return round((n - k) / s) + 1

for n in (28, 29, 30):
    for k in (3, 5):
        for s in (1, 2, 3):
            for padding in ("valid", "same"):
                conv = layers.Conv2D(1, k, strides=s, padding=padding)
                keras_size = conv.compute_output_shape((None, n, n, 1))[1]
                if map_size(n, k, s, padding) != keras_size:
                    print(n, k, s, padding, map_size(n, k, s, padding), keras_size)
check("function-for-the-size", map_size)

# %% make-scipy-agree, given
import keras
import numpy as np
from keras import layers
from lessonlib import figures
from sklearn.datasets import load_sample_image
from scipy.signal import convolve2d, correlate2d

bar = np.zeros((5, 6))
bar[:3, 2:4] = 1

kernel = np.array([[-1, 0, 1],
                   [-1, 0, 1],
                   [-1, 0, 1]])

def convolve(image, kernel):
    layer = layers.Conv2D(1, kernel_size=kernel.shape)
    layer.build((None, None, None, 1))
    layer.set_weights([kernel[:, :, np.newaxis, np.newaxis], np.zeros(1)])
    output = layer(image[np.newaxis, :, :, np.newaxis])
    return np.array(output)[0, :, :, 0]

by_hand = {
    "edge": np.array([[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]]),
    "blur": np.ones((3, 3)) / 9,
    "sharpen": np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
    "emboss": np.array([[-2, -1, 0], [-1, 1, 1], [0, 1, 2]]),
}
colour = load_sample_image("china.jpg") / 255
grey = colour.mean(axis=2)
tower = grey[44:404:4, 40:400:4]

by_keras = convolve(bar, kernel)

# %% make-scipy-agree, right: both axes reversed by slices
emboss = by_hand["emboss"]
turned = emboss[::-1, ::-1]
by_scipy = convolve2d(tower, turned, mode="valid")
print(np.allclose(by_scipy, convolve(tower, emboss), atol=1e-5))
check("make-scipy-agree", turned, by_hand["emboss"], by_scipy)

# %% make-scipy-agree, right: np.flip of the whole table
k = np.flip(by_hand["emboss"])
m = convolve2d(tower, k, mode="valid")
print("blur is the same after half a turn:", (np.flip(by_hand["blur"]) == by_hand["blur"]).all())
check("make-scipy-agree", k, by_hand["emboss"], m)

# %% make-scipy-agree, right: two quarter turns
half_turn = np.rot90(by_hand["emboss"], 2)
scipy_map = convolve2d(tower, half_turn, mode="valid")
keras_map = convolve(tower, by_hand["emboss"])
print(f"Largest difference: {np.abs(scipy_map - keras_map).max():.1e}.")
check("make-scipy-agree", half_turn, by_hand["emboss"], scipy_map)

# %% make-scipy-agree, right: upside down, then mirrored
mirrored = np.fliplr(np.flipud(by_hand["emboss"]))
result = convolve2d(tower, mirrored, "valid")
check("make-scipy-agree", mirrored, by_hand["emboss"], result)

# %% make-scipy-agree, right: the turned kernel written out by hand
turned_emboss = np.array([[2, 1, 0],
                          [1, 1, -1],
                          [0, -1, -2]])
agrees = convolve2d(tower, turned_emboss, mode="valid")
check("make-scipy-agree", turned_emboss, by_hand["emboss"], agrees)

# %% make-scipy-agree, right: the numbers in a row, reversed, and back in a table
emboss = by_hand["emboss"]
new_kernel = emboss.ravel()[::-1].reshape(emboss.shape)
new_map = convolve2d(tower, new_kernel, mode="valid")
check("make-scipy-agree", new_kernel, by_hand["emboss"], new_map)

# %% make-scipy-agree, right: two loops
old = by_hand["emboss"]
new = np.zeros((3, 3))
for i in range(3):
    for j in range(3):
        new[2 - i, 2 - j] = old[i, j]
map_by_scipy = convolve2d(tower, new, mode="valid")
print("Agree?", np.allclose(map_by_scipy, convolve(tower, old), atol=1e-4))
check("make-scipy-agree", new, by_hand["emboss"], map_by_scipy)

# %% make-scipy-agree, right: a function, used for both kernels and printed as a table
def half(kernel):
    return np.flip(kernel, axis=(0, 1))

print("kernel   as it is   turned")
for name in ("emboss", "blur"):
    expected = convolve(tower, by_hand[name])
    row = [np.allclose(convolve2d(tower, k, mode="valid"), expected, atol=1e-5)
           for k in (by_hand[name], half(by_hand[name]))]
    print(f"{name:8} {row[0]!s:10} {row[1]}")
changed = half(by_hand["emboss"])
final = convolve2d(tower, changed, mode="valid")
check("make-scipy-agree", changed, by_hand["emboss"], final)

# %% make-scipy-agree, right: Python lists instead of arrays, floats
flipped = [list(reversed(row)) for row in reversed(by_hand["emboss"].astype(float).tolist())]
via_scipy = convolve2d(tower, flipped, mode="valid")
print(flipped)
check("make-scipy-agree", flipped, by_hand["emboss"], via_scipy)

# %% make-scipy-agree, right: float32 as in Keras
e = by_hand["emboss"].astype("float32")
e = e[::-1]
e = e[:, ::-1]
out = convolve2d(tower.astype("float32"), e, mode="valid")
check("make-scipy-agree", e, by_hand["emboss"], out)

# %% make-scipy-agree, right: the module called by its full name, keyword arguments, indices counted down
import scipy.signal

turned = by_hand["emboss"][[2, 1, 0]][:, [2, 1, 0]]
agreed = scipy.signal.convolve2d(in1=tower, in2=turned, mode="valid")
assert np.allclose(agreed, convolve(tower, by_hand["emboss"]), atol=1e-5)
print("OK!")
check("make-scipy-agree", turned, by_hand["emboss"], agreed)

# %% make-scipy-agree, wrong: the kernel as it is
turned = by_hand["emboss"]
by_scipy = convolve2d(tower, turned, mode="valid")
check("make-scipy-agree", turned, by_hand["emboss"], by_scipy)

# %% make-scipy-agree, wrong: upside down only
turned = by_hand["emboss"][::-1]
by_scipy = convolve2d(tower, turned, mode="valid")
check("make-scipy-agree", turned, by_hand["emboss"], by_scipy)

# %% make-scipy-agree, wrong: mirrored only
turned = by_hand["emboss"][:, ::-1]
by_scipy = convolve2d(tower, turned, mode="valid")
check("make-scipy-agree", turned, by_hand["emboss"], by_scipy)

# %% make-scipy-agree, wrong: transposed, which leaves this kernel as it is
turned = by_hand["emboss"].T
by_scipy = convolve2d(tower, turned, mode="valid")
check("make-scipy-agree", turned, by_hand["emboss"], by_scipy)

# %% make-scipy-agree, wrong: a quarter turn
turned = np.rot90(by_hand["emboss"])
by_scipy = convolve2d(tower, turned, mode="valid")
check("make-scipy-agree", turned, by_hand["emboss"], by_scipy)

# %% make-scipy-agree, wrong: all signs changed
turned = -by_hand["emboss"]
by_scipy = convolve2d(tower, turned, mode="valid")
check("make-scipy-agree", turned, by_hand["emboss"], by_scipy)

# %% make-scipy-agree, wrong: turned twice by half a turn, so not at all
turned = by_hand["emboss"][::-1, ::-1]
turned = np.rot90(turned, 2)
by_scipy = convolve2d(tower, turned, mode="valid")
check("make-scipy-agree", turned, by_hand["emboss"], by_scipy)

# %% make-scipy-agree, wrong: the wrong kernel: blur, which needs no change
turned = by_hand["blur"][::-1, ::-1]
by_scipy = convolve2d(tower, turned, mode="valid")
check("make-scipy-agree", turned, by_hand["emboss"], by_scipy)

# %% make-scipy-agree, wrong: the wrong kernel: sharpen
turned = np.flip(by_hand["sharpen"])
by_scipy = convolve2d(tower, turned, mode="valid")
check("make-scipy-agree", turned, by_hand["emboss"], by_scipy)

# %% make-scipy-agree, wrong: another function is taken and the kernel left alone: only the kernel may change
turned = by_hand["emboss"]
by_scipy = correlate2d(tower, turned, mode="valid")
check("make-scipy-agree", turned, by_hand["emboss"], by_scipy)

# %% make-scipy-agree, wrong: the image is turned and the map turned back, the kernel left alone
turned = by_hand["emboss"]
by_scipy = convolve2d(tower[::-1, ::-1], turned, mode="valid")[::-1, ::-1]
check("make-scipy-agree", turned, by_hand["emboss"], by_scipy)

# %% make-scipy-agree, wrong: Keras' map is handed in as SciPy's
turned = by_hand["emboss"]
by_scipy = convolve(tower, by_hand["emboss"])
check("make-scipy-agree", turned, by_hand["emboss"], by_scipy)

# %% make-scipy-agree, wrong: Keras is made to agree with SciPy: it is its kernel that was turned
turned = by_hand["emboss"]
other = convolve(tower, by_hand["emboss"][::-1, ::-1])
by_scipy = convolve2d(tower, turned, mode="valid")
print(np.allclose(other, by_scipy, atol=1e-5))
check("make-scipy-agree", turned, by_hand["emboss"], by_scipy)

# %% make-scipy-agree, wrong: the kernel is turned, but SciPy hangs it over the edge: mode is missing
turned = by_hand["emboss"][::-1, ::-1]
by_scipy = convolve2d(tower, turned)
check("make-scipy-agree", turned, by_hand["emboss"], by_scipy)

# %% make-scipy-agree, wrong: the kernel is turned, and so is the image
turned = by_hand["emboss"][::-1, ::-1]
by_scipy = convolve2d(tower[::-1, ::-1], turned, mode="valid")
check("make-scipy-agree", turned, by_hand["emboss"], by_scipy)

# %% make-scipy-agree, wrong: the map is turned instead of the kernel
turned = by_hand["emboss"]
by_scipy = convolve2d(tower, turned, mode="valid")[::-1, ::-1]
check("make-scipy-agree", turned, by_hand["emboss"], by_scipy)
