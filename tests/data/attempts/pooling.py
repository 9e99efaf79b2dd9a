"""Attempts at the exercises of lesson 3, written from the tasks' texts by people who had not seen the judge.

Each cell names its exercise, its verdict and what it tries; the cell "given" holds what the page has defined before.
"""

# %% pool-by-hand, given
import keras
import numpy as np
from keras import layers
from lessonlib import figures
from sklearn.datasets import load_sample_image

photograph = load_sample_image("china.jpg") / 255
tower = photograph.mean(axis=2)[44:404:4, 40:400:4]

# %% pool-by-hand, right: loops over the left upper corners
def max_pool(grid):
    height, width = grid.shape
    result = []
    for top in range(0, height - 1, 2):
        line = []
        for left in range(0, width - 1, 2):
            line.append(grid[top:top + 2, left:left + 2].max())
        result.append(line)
    return np.array(result)

rng = np.random.default_rng(7)
for shape in [(4, 4), (5, 7), (26, 13)]:
    sample = rng.normal(size=shape).astype("float32")
    expected = np.array(layers.MaxPooling2D(2)(sample[np.newaxis, :, :, np.newaxis]))[0, :, :, 0]
    mine = max_pool(sample)
    print(shape, np.array_equal(np.shape(mine), expected.shape) and np.allclose(mine, expected))
check("pool-by-hand", max_pool)

# %% pool-by-hand, right: cut off the rest, reshape to windows, maximum over two axes
def max_pool(grid):
    h, w = (side // 2 for side in grid.shape)
    return grid[:2 * h, :2 * w].reshape(h, 2, w, 2).max(axis=(1, 3))

rng = np.random.default_rng(7)
for shape in [(4, 4), (5, 7), (26, 13)]:
    sample = rng.normal(size=shape).astype("float32")
    expected = np.array(layers.MaxPooling2D(2)(sample[np.newaxis, :, :, np.newaxis]))[0, :, :, 0]
    mine = max_pool(sample)
    print(shape, np.array_equal(np.shape(mine), expected.shape) and np.allclose(mine, expected))
check("pool-by-hand", max_pool)

# %% pool-by-hand, right: four shifted grids and np.maximum
def max_pool(grid):
    even = grid[:grid.shape[0] // 2 * 2, :grid.shape[1] // 2 * 2]
    a, b = even[::2, ::2], even[::2, 1::2]
    c, d = even[1::2, ::2], even[1::2, 1::2]
    return np.maximum(np.maximum(a, b), np.maximum(c, d))

rng = np.random.default_rng(7)
for shape in [(4, 4), (5, 7), (26, 13)]:
    sample = rng.normal(size=shape).astype("float32")
    expected = np.array(layers.MaxPooling2D(2)(sample[np.newaxis, :, :, np.newaxis]))[0, :, :, 0]
    mine = max_pool(sample)
    print(shape, np.array_equal(np.shape(mine), expected.shape) and np.allclose(mine, expected))
check("pool-by-hand", max_pool)

# %% pool-by-hand, right: sliding_window_view, every second window
from numpy.lib.stride_tricks import sliding_window_view

def max_pool(grid):
    windows = sliding_window_view(grid, (2, 2))[::2, ::2]
    return windows.max(axis=(-2, -1))

rng = np.random.default_rng(7)
for shape in [(4, 4), (5, 7), (26, 13)]:
    sample = rng.normal(size=shape).astype("float32")
    expected = np.array(layers.MaxPooling2D(2)(sample[np.newaxis, :, :, np.newaxis]))[0, :, :, 0]
    mine = max_pool(sample)
    print(shape, np.array_equal(np.shape(mine), expected.shape) and np.allclose(mine, expected))
check("pool-by-hand", max_pool)

# %% pool-by-hand, right: SciPy's maximum filter, then every second place
from scipy import ndimage

def max_pool(grid):
    rows, columns = grid.shape[0] // 2, grid.shape[1] // 2
    highest = ndimage.maximum_filter(grid, size=2, origin=-1)
    return highest[:2 * rows:2, :2 * columns:2]

rng = np.random.default_rng(7)
for shape in [(4, 4), (5, 7), (26, 13)]:
    sample = rng.normal(size=shape).astype("float32")
    expected = np.array(layers.MaxPooling2D(2)(sample[np.newaxis, :, :, np.newaxis]))[0, :, :, 0]
    mine = max_pool(sample)
    print(shape, np.array_equal(np.shape(mine), expected.shape) and np.allclose(mine, expected))
check("pool-by-hand", max_pool)

# %% pool-by-hand, right: a comprehension and Python's own max on four numbers; a list of lists is returned
def max_pool(grid):
    rows, columns = grid.shape
    return [[max(grid[r, c], grid[r, c + 1], grid[r + 1, c], grid[r + 1, c + 1])
             for c in range(0, columns // 2 * 2, 2)]
            for r in range(0, rows // 2 * 2, 2)]

rng = np.random.default_rng(7)
for shape in [(4, 4), (5, 7), (26, 13)]:
    sample = rng.normal(size=shape).astype("float32")
    expected = np.array(layers.MaxPooling2D(2)(sample[np.newaxis, :, :, np.newaxis]))[0, :, :, 0]
    mine = max_pool(sample)
    print(shape, np.array_equal(np.shape(mine), expected.shape) and np.allclose(mine, expected))
check("pool-by-hand", max_pool)

# %% pool-by-hand, right: starts from minus infinity and compares number by number
def max_pool(grid):
    h, w = grid.shape[0] // 2, grid.shape[1] // 2
    pooled = np.full((h, w), -np.inf)
    for i in range(2 * h):
        for j in range(2 * w):
            if grid[i, j] > pooled[i // 2, j // 2]:
                pooled[i // 2, j // 2] = grid[i, j]
    return pooled

rng = np.random.default_rng(7)
for shape in [(4, 4), (5, 7), (26, 13)]:
    sample = rng.normal(size=shape).astype("float32")
    expected = np.array(layers.MaxPooling2D(2)(sample[np.newaxis, :, :, np.newaxis]))[0, :, :, 0]
    mine = max_pool(sample)
    print(shape, np.array_equal(np.shape(mine), expected.shape) and np.allclose(mine, expected))
check("pool-by-hand", max_pool)

# %% pool-by-hand, right: first the rows by pairs, then the columns
def pairs(table):
    return np.array([np.maximum(table[2 * i], table[2 * i + 1]) for i in range(len(table) // 2)])

def max_pool(grid):
    return pairs(pairs(grid).T).T

rng = np.random.default_rng(7)
for shape in [(4, 4), (5, 7), (26, 13)]:
    sample = rng.normal(size=shape).astype("float32")
    expected = np.array(layers.MaxPooling2D(2)(sample[np.newaxis, :, :, np.newaxis]))[0, :, :, 0]
    mine = max_pool(sample)
    print(shape, np.array_equal(np.shape(mine), expected.shape) and np.allclose(mine, expected))
check("pool-by-hand", max_pool)

# %% pool-by-hand, right: another argument with a default, type hints, same dtype as the input
def max_pool(grid: np.ndarray, size: int = 2) -> np.ndarray:
    """Max pooling; the rest at the edge is dropped."""
    rows, columns = grid.shape[0] // size, grid.shape[1] // size
    out = np.empty((rows, columns), dtype=grid.dtype)
    for r, c in np.ndindex(rows, columns):
        out[r, c] = np.max(grid[r * size:(r + 1) * size, c * size:(c + 1) * size])
    return out

rng = np.random.default_rng(7)
for shape in [(4, 4), (5, 7), (26, 13)]:
    sample = rng.normal(size=shape).astype("float32")
    expected = np.array(layers.MaxPooling2D(2)(sample[np.newaxis, :, :, np.newaxis]))[0, :, :, 0]
    mine = max_pool(sample)
    print(shape, np.array_equal(np.shape(mine), expected.shape) and np.allclose(mine, expected))
check("pool-by-hand", max_pool)

# %% pool-by-hand, right: a lambda with reduceat
max_pool = lambda grid: np.maximum.reduceat(
    np.maximum.reduceat(grid[:grid.shape[0] // 2 * 2, :grid.shape[1] // 2 * 2], np.arange(0, grid.shape[0] - 1, 2), axis=0),
    np.arange(0, grid.shape[1] - 1, 2), axis=1)

rng = np.random.default_rng(7)
for shape in [(4, 4), (5, 7), (26, 13)]:
    sample = rng.normal(size=shape).astype("float32")
    expected = np.array(layers.MaxPooling2D(2)(sample[np.newaxis, :, :, np.newaxis]))[0, :, :, 0]
    mine = max_pool(sample)
    print(shape, np.array_equal(np.shape(mine), expected.shape) and np.allclose(mine, expected))
check("pool-by-hand", max_pool)

# %% pool-by-hand, right: an odd row or column is deleted from a copy, then split
def max_pool(grid):
    g = np.array(grid)
    if g.shape[0] % 2 == 1:
        g = np.delete(g, -1, axis=0)
    if g.shape[1] % 2 == 1:
        g = np.delete(g, -1, axis=1)
    bands = np.vsplit(g, g.shape[0] // 2)
    return np.stack([[w.max() for w in np.hsplit(band, g.shape[1] // 2)] for band in bands])

rng = np.random.default_rng(7)
for shape in [(4, 4), (5, 7), (26, 13)]:
    sample = rng.normal(size=shape).astype("float32")
    expected = np.array(layers.MaxPooling2D(2)(sample[np.newaxis, :, :, np.newaxis]))[0, :, :, 0]
    mine = max_pool(sample)
    print(shape, np.array_equal(np.shape(mine), expected.shape) and np.allclose(mine, expected))
check("pool-by-hand", max_pool)

# %% pool-by-hand, right: generator of windows, also prints what it does
def windows(grid):
    for r in range(grid.shape[0] // 2):
        for c in range(grid.shape[1] // 2):
            yield grid[2 * r:2 * r + 2, 2 * c:2 * c + 2]

def max_pool(grid):
    print("Pooling a grid of shape", grid.shape, "...")
    numbers = [window.max() for window in windows(grid)]
    return np.reshape(numbers, (grid.shape[0] // 2, grid.shape[1] // 2))

rng = np.random.default_rng(7)
for shape in [(4, 4), (5, 7), (26, 13)]:
    sample = rng.normal(size=shape).astype("float32")
    expected = np.array(layers.MaxPooling2D(2)(sample[np.newaxis, :, :, np.newaxis]))[0, :, :, 0]
    mine = max_pool(sample)
    print(shape, np.array_equal(np.shape(mine), expected.shape) and np.allclose(mine, expected))
check("pool-by-hand", max_pool)

# %% pool-by-hand, right: sorted windows, the last of four; a class that can be called
class MaxPool:
    def __call__(self, grid):
        rows, columns = grid.shape
        rows, columns = rows - rows % 2, columns - columns % 2
        stack = [grid[i:rows:2, j:columns:2] for i in (0, 1) for j in (0, 1)]
        return np.sort(stack, axis=0)[-1]

max_pool = MaxPool()

rng = np.random.default_rng(7)
for shape in [(4, 4), (5, 7), (26, 13)]:
    sample = rng.normal(size=shape).astype("float32")
    expected = np.array(layers.MaxPooling2D(2)(sample[np.newaxis, :, :, np.newaxis]))[0, :, :, 0]
    mine = max_pool(sample)
    print(shape, np.array_equal(np.shape(mine), expected.shape) and np.allclose(mine, expected))
check("pool-by-hand", max_pool)

# %% pool-by-hand, wrong: Keras does it
def max_pool(grid):
    return np.array(layers.MaxPooling2D(2)(grid[np.newaxis, :, :, np.newaxis]))[0, :, :, 0]

rng = np.random.default_rng(7)
for shape in [(4, 4), (5, 7), (26, 13)]:
    sample = rng.normal(size=shape).astype("float32")
    expected = np.array(layers.MaxPooling2D(2)(sample[np.newaxis, :, :, np.newaxis]))[0, :, :, 0]
    mine = max_pool(sample)
    print(shape, np.array_equal(np.shape(mine), expected.shape) and np.allclose(mine, expected))
check("pool-by-hand", max_pool)

# %% pool-by-hand, wrong: Keras again, by its operation
from keras import ops

def max_pool(grid):
    four = ops.reshape(grid, (1,) + tuple(grid.shape) + (1,))
    return np.array(ops.max_pool(four, 2))[0, :, :, 0]

rng = np.random.default_rng(7)
for shape in [(4, 4), (5, 7), (26, 13)]:
    sample = rng.normal(size=shape).astype("float32")
    expected = np.array(layers.MaxPooling2D(2)(sample[np.newaxis, :, :, np.newaxis]))[0, :, :, 0]
    mine = max_pool(sample)
    print(shape, np.array_equal(np.shape(mine), expected.shape) and np.allclose(mine, expected))
check("pool-by-hand", max_pool)

# %% pool-by-hand, wrong: the window moves by 1
def max_pool(grid):
    rows, columns = grid.shape
    return np.array([[grid[r:r + 2, c:c + 2].max() for c in range(columns - 1)] for r in range(rows - 1)])

rng = np.random.default_rng(7)
for shape in [(4, 4), (5, 7), (26, 13)]:
    sample = rng.normal(size=shape).astype("float32")
    expected = np.array(layers.MaxPooling2D(2)(sample[np.newaxis, :, :, np.newaxis]))[0, :, :, 0]
    mine = max_pool(sample)
    print(shape, np.array_equal(np.shape(mine), expected.shape) and np.allclose(mine, expected))
check("pool-by-hand", max_pool)

# %% pool-by-hand, wrong: what is left over is kept
def max_pool(grid):
    rows, columns = grid.shape
    return np.array([[grid[r:r + 2, c:c + 2].max() for c in range(0, columns, 2)] for r in range(0, rows, 2)])

rng = np.random.default_rng(7)
for shape in [(4, 4), (5, 7), (26, 13)]:
    sample = rng.normal(size=shape).astype("float32")
    expected = np.array(layers.MaxPooling2D(2)(sample[np.newaxis, :, :, np.newaxis]))[0, :, :, 0]
    mine = max_pool(sample)
    print(shape, np.array_equal(np.shape(mine), expected.shape) and np.allclose(mine, expected))
check("pool-by-hand", max_pool)

# %% pool-by-hand, wrong: the rest is filled up with zeros
def max_pool(grid):
    grid = np.pad(grid, ((0, grid.shape[0] % 2), (0, grid.shape[1] % 2)))
    return grid.reshape(grid.shape[0] // 2, 2, grid.shape[1] // 2, 2).max(axis=(1, 3))

rng = np.random.default_rng(7)
for shape in [(4, 4), (5, 7), (26, 13)]:
    sample = rng.normal(size=shape).astype("float32")
    expected = np.array(layers.MaxPooling2D(2)(sample[np.newaxis, :, :, np.newaxis]))[0, :, :, 0]
    mine = max_pool(sample)
    print(shape, np.array_equal(np.shape(mine), expected.shape) and np.allclose(mine, expected))
check("pool-by-hand", max_pool)

# %% pool-by-hand, wrong: the mean instead of the largest
def max_pool(grid):
    h, w = grid.shape[0] // 2, grid.shape[1] // 2
    return grid[:2 * h, :2 * w].reshape(h, 2, w, 2).mean(axis=(1, 3))

rng = np.random.default_rng(7)
for shape in [(4, 4), (5, 7), (26, 13)]:
    sample = rng.normal(size=shape).astype("float32")
    expected = np.array(layers.MaxPooling2D(2)(sample[np.newaxis, :, :, np.newaxis]))[0, :, :, 0]
    mine = max_pool(sample)
    print(shape, np.array_equal(np.shape(mine), expected.shape) and np.allclose(mine, expected))
check("pool-by-hand", max_pool)

# %% pool-by-hand, wrong: begins with 0, so negative windows come out as 0
def max_pool(grid):
    rows, columns = grid.shape[0] // 2, grid.shape[1] // 2
    pooled = np.zeros((rows, columns))
    for i in range(2 * rows):
        for j in range(2 * columns):
            pooled[i // 2, j // 2] = max(pooled[i // 2, j // 2], grid[i, j])
    return pooled

rng = np.random.default_rng(7)
for shape in [(4, 4), (5, 7), (26, 13)]:
    sample = rng.normal(size=shape).astype("float32")
    expected = np.array(layers.MaxPooling2D(2)(sample[np.newaxis, :, :, np.newaxis]))[0, :, :, 0]
    mine = max_pool(sample)
    print(shape, np.array_equal(np.shape(mine), expected.shape) and np.allclose(mine, expected))
check("pool-by-hand", max_pool)

# %% pool-by-hand, wrong: only for square grids: the rows are counted twice
def max_pool(grid):
    n = grid.shape[0] // 2
    pooled = np.zeros((n, n))
    for r in range(n):
        for c in range(n):
            pooled[r, c] = grid[2 * r:2 * r + 2, 2 * c:2 * c + 2].max()
    return pooled

sample = np.random.default_rng(7).normal(size=(4, 4))
print(max_pool(sample))
check("pool-by-hand", max_pool)

# %% pool-by-hand, wrong: only for even sizes
def max_pool(grid):
    return grid.reshape(grid.shape[0] // 2, 2, grid.shape[1] // 2, 2).max(axis=(1, 3))

sample = np.random.default_rng(7).normal(size=(4, 4))
print(max_pool(sample))
check("pool-by-hand", max_pool)

# %% pool-by-hand, wrong: height and width swapped in the result
def max_pool(grid):
    rows, columns = grid.shape[0] // 2, grid.shape[1] // 2
    pooled = np.zeros((columns, rows))
    for r in range(rows):
        for c in range(columns):
            pooled[c, r] = grid[2 * r:2 * r + 2, 2 * c:2 * c + 2].max()
    return pooled

rng = np.random.default_rng(7)
for shape in [(4, 4), (5, 7), (26, 13)]:
    sample = rng.normal(size=shape).astype("float32")
    expected = np.array(layers.MaxPooling2D(2)(sample[np.newaxis, :, :, np.newaxis]))[0, :, :, 0]
    mine = max_pool(sample)
    print(shape, np.array_equal(np.shape(mine), expected.shape) and np.allclose(mine, expected))
check("pool-by-hand", max_pool)

# %% pool-by-hand, wrong: one number of each window is taken, not the largest
def max_pool(grid):
    rows, columns = grid.shape[0] // 2, grid.shape[1] // 2
    return grid[:2 * rows:2, :2 * columns:2]

rng = np.random.default_rng(7)
for shape in [(4, 4), (5, 7), (26, 13)]:
    sample = rng.normal(size=shape).astype("float32")
    expected = np.array(layers.MaxPooling2D(2)(sample[np.newaxis, :, :, np.newaxis]))[0, :, :, 0]
    mine = max_pool(sample)
    print(shape, np.array_equal(np.shape(mine), expected.shape) and np.allclose(mine, expected))
check("pool-by-hand", max_pool)

# %% pool-by-hand, wrong: off by one: the last window of each axis is missing
def max_pool(grid):
    rows, columns = grid.shape[0] // 2, grid.shape[1] // 2
    pooled = np.zeros((rows - 1, columns - 1))
    for r in range(rows - 1):
        for c in range(columns - 1):
            pooled[r, c] = grid[2 * r:2 * r + 2, 2 * c:2 * c + 2].max()
    return pooled

rng = np.random.default_rng(7)
for shape in [(4, 4), (5, 7), (26, 13)]:
    sample = rng.normal(size=shape).astype("float32")
    expected = np.array(layers.MaxPooling2D(2)(sample[np.newaxis, :, :, np.newaxis]))[0, :, :, 0]
    mine = max_pool(sample)
    print(shape, np.array_equal(np.shape(mine), expected.shape) and np.allclose(mine, expected))
check("pool-by-hand", max_pool)

# %% pool-by-hand, wrong: windows of 3x3: the slice is one too long
def max_pool(grid):
    rows, columns = grid.shape[0] // 2, grid.shape[1] // 2
    return np.array([[grid[2 * r:2 * r + 3, 2 * c:2 * c + 3].max() for c in range(columns)] for r in range(rows)])

rng = np.random.default_rng(7)
for shape in [(4, 4), (5, 7), (26, 13)]:
    sample = rng.normal(size=shape).astype("float32")
    expected = np.array(layers.MaxPooling2D(2)(sample[np.newaxis, :, :, np.newaxis]))[0, :, :, 0]
    mine = max_pool(sample)
    print(shape, np.array_equal(np.shape(mine), expected.shape) and np.allclose(mine, expected))
check("pool-by-hand", max_pool)

# %% pool-by-hand, wrong: the first row and column are dropped, not the last
def max_pool(grid):
    grid = grid[grid.shape[0] % 2:, grid.shape[1] % 2:]
    h, w = grid.shape[0] // 2, grid.shape[1] // 2
    return grid.reshape(h, 2, w, 2).max(axis=(1, 3))

rng = np.random.default_rng(7)
for shape in [(4, 4), (5, 7), (26, 13)]:
    sample = rng.normal(size=shape).astype("float32")
    expected = np.array(layers.MaxPooling2D(2)(sample[np.newaxis, :, :, np.newaxis]))[0, :, :, 0]
    mine = max_pool(sample)
    print(shape, np.array_equal(np.shape(mine), expected.shape) and np.allclose(mine, expected))
check("pool-by-hand", max_pool)

# %% pool-by-hand, wrong: its input is emptied: each window is overwritten once it was looked at
def max_pool(grid):
    rows, columns = grid.shape[0] // 2, grid.shape[1] // 2
    pooled = np.zeros((rows, columns))
    for r in range(rows):
        for c in range(columns):
            window = grid[2 * r:2 * r + 2, 2 * c:2 * c + 2]
            pooled[r, c] = window.max()
            window[:] = 0
    return pooled

sample = np.random.default_rng(7).normal(size=(4, 4))
print(max_pool(sample))
check("pool-by-hand", max_pool)

# %% pool-by-hand, wrong: whole numbers only: the decimals are cut off
def max_pool(grid):
    rows, columns = grid.shape[0] // 2, grid.shape[1] // 2
    pooled = np.zeros((rows, columns), dtype=int)
    for r in range(rows):
        for c in range(columns):
            pooled[r, c] = grid[2 * r:2 * r + 2, 2 * c:2 * c + 2].max()
    return pooled

rng = np.random.default_rng(7)
for shape in [(4, 4), (5, 7), (26, 13)]:
    sample = rng.normal(size=shape).astype("float32")
    expected = np.array(layers.MaxPooling2D(2)(sample[np.newaxis, :, :, np.newaxis]))[0, :, :, 0]
    mine = max_pool(sample)
    print(shape, np.array_equal(np.shape(mine), expected.shape) and np.allclose(mine, expected))
check("pool-by-hand", max_pool)

# %% pool-by-hand, wrong: the largest by size without sign
def max_pool(grid):
    h, w = grid.shape[0] // 2, grid.shape[1] // 2
    return np.abs(grid[:2 * h, :2 * w]).reshape(h, 2, w, 2).max(axis=(1, 3))

rng = np.random.default_rng(7)
for shape in [(4, 4), (5, 7), (26, 13)]:
    sample = rng.normal(size=shape).astype("float32")
    expected = np.array(layers.MaxPooling2D(2)(sample[np.newaxis, :, :, np.newaxis]))[0, :, :, 0]
    mine = max_pool(sample)
    print(shape, np.array_equal(np.shape(mine), expected.shape) and np.allclose(mine, expected))
check("pool-by-hand", max_pool)

# %% pool-by-hand, wrong: printed, not returned
def max_pool(grid):
    h, w = grid.shape[0] // 2, grid.shape[1] // 2
    print(grid[:2 * h, :2 * w].reshape(h, 2, w, 2).max(axis=(1, 3)))

sample = np.random.default_rng(7).normal(size=(4, 4))
print(max_pool(sample))
check("pool-by-hand", max_pool)

# %% pool-by-hand, wrong: the list of answers is never emptied: right only the first time
pooled = []

def max_pool(grid):
    for r in range(grid.shape[0] // 2):
        pooled.append([grid[2 * r:2 * r + 2, 2 * c:2 * c + 2].max() for c in range(grid.shape[1] // 2)])
    return np.array(pooled)

sample = np.random.default_rng(7).normal(size=(4, 4))
print(max_pool(sample))
check("pool-by-hand", max_pool)

# %% pool-by-hand, wrong: hard-coded for a grid of 4x4
def max_pool(grid):
    return np.array([[grid[0:2, 0:2].max(), grid[0:2, 2:4].max()],
                     [grid[2:4, 0:2].max(), grid[2:4, 2:4].max()]])

sample = np.random.default_rng(7).normal(size=(4, 4))
print(max_pool(sample))
check("pool-by-hand", max_pool)

# %% flatten-and-back, given
import keras
import numpy as np
from keras import layers
from lessonlib import figures
from sklearn.datasets import load_sample_image

photograph = load_sample_image("china.jpg") / 255
tower = photograph.mean(axis=2)[44:404:4, 40:400:4]

# %% flatten-and-back, right: reshape with the numbers written out
def row_of(image):
    return np.array(layers.Flatten()(image[np.newaxis]))[0]

def image_of(row):
    return row.reshape(90, 90, 3)

def blue_of(row):
    return row[2::3].reshape(90, 90)

colour = load_sample_image("china.jpg")[44:404:4, 40:400:4]
row = row_of(colour)
print(np.array_equal(image_of(row), colour), np.array_equal(blue_of(row), colour[:, :, 2]))
check("flatten-and-back", row_of, image_of, blue_of)

# %% flatten-and-back, right: blue left as a row
def row_of(image):
    return np.array(layers.Flatten()(image[np.newaxis]))[0]

def image_of(row):
    return row.reshape(90, 90, 3)

def blue_of(row):
    return row[2::3]

colour = load_sample_image("china.jpg")[44:404:4, 40:400:4]
row = row_of(colour)
print("Blue:", blue_of(row)[:10], "…")
check("flatten-and-back", row_of, image_of, blue_of)

# %% flatten-and-back, right: -1 in reshape, every third counted from the end
def flat(picture):
    return layers.Flatten()(picture[None]).numpy().squeeze()

def again(flat):
    return flat.reshape(90, -1, 3)

def b(flat):
    return flat[::-1][::3][::-1].reshape(90, -1)

check("flatten-and-back", flat, again, b)

# %% flatten-and-back, right: the row keeps the axis of the images
def row_of(image):
    return np.array(layers.Flatten()(np.expand_dims(image, 0)))

def image_of(rows):
    return rows.reshape((1, 90, 90, 3))[0]

def blue_of(rows):
    return rows[0, 2::3].reshape((90, 90))

colour = load_sample_image("china.jpg")[44:404:4, 40:400:4]
print(row_of(colour).shape)
check("flatten-and-back", row_of, image_of, blue_of)

# %% flatten-and-back, right: a Sequential with Flatten and predict, floats come back
flattener = keras.Sequential([keras.Input((90, 90, 3)), layers.Flatten()])

def row_of(image):
    return flattener.predict(image[np.newaxis], verbose=0)[0]

def image_of(row):
    return row.reshape(90, 90, 3).astype("uint8")

def blue_of(row):
    return row[2::3].reshape(90, 90)

colour = load_sample_image("china.jpg")[44:404:4, 40:400:4]
print(row_of(colour).dtype)
check("flatten-and-back", row_of, image_of, blue_of)

# %% flatten-and-back, right: Keras tensors all the way
def row_of(image):
    return layers.Flatten()(image[np.newaxis])[0]

def image_of(row):
    return keras.ops.reshape(row, (90, 90, 3))

def blue_of(row):
    return keras.ops.reshape(row[2::3], (90, 90))

check("flatten-and-back", row_of, image_of, blue_of)

# %% flatten-and-back, right: np.take with places counted
colour = load_sample_image("china.jpg")[44:404:4, 40:400:4]

def row_of(image):
    return np.asarray(layers.Flatten()(image[np.newaxis]))[0]

def blue_of(row):
    places = range(2, row.size, 3)
    blue_row = np.take(row, places)
    return blue_row.reshape(colour.shape[0], colour.shape[1])

def image_of(row):
    return np.reshape(row, colour.shape)

check("flatten-and-back", row_of, image_of, blue_of)

# %% flatten-and-back, right: a mask with the remainder
def row_of(image):
    return np.array(layers.Flatten()(image[np.newaxis]))[0]

def image_of(row):
    return row.reshape(90, 90, 3)

def blue_of(row):
    is_blue = np.arange(len(row)) % 3 == 2
    print(f"{is_blue.sum()} of {len(row)} numbers are blue.")
    return row[is_blue].reshape(90, 90)

check("flatten-and-back", row_of, image_of, blue_of)

# %% flatten-and-back, right: a list comprehension for blue, a list
colour = load_sample_image("china.jpg")[44:404:4, 40:400:4]

def row_of(image):
    return np.array(layers.Flatten()(image[np.newaxis]))[0]

def image_of(row):
    return row.reshape(*colour.shape)

def blue_of(row):
    return [row[i] for i in range(len(row)) if i % 3 == 2]

check("flatten-and-back", row_of, image_of, blue_of)

# %% flatten-and-back, right: loops put every number in its place
colour = load_sample_image("china.jpg")[44:404:4, 40:400:4]
height, width, channels = colour.shape

def row_of(image):
    return np.array(layers.Flatten()(image[np.newaxis]))[0]

def image_of(row):
    back = np.zeros(colour.shape, dtype="uint8")
    for y in range(height):
        for x in range(width):
            start = (y * width + x) * channels
            back[y, x] = row[start:start + 3]
    return back

def blue_of(row):
    blue = np.zeros((height, width), dtype="uint8")
    for y in range(height):
        for x in range(width):
            blue[y, x] = row[(y * width + x) * channels + 2]
    return blue

check("flatten-and-back", row_of, image_of, blue_of)

# %% flatten-and-back, right: three channels cut from the row and stacked; the last of them is blue
def row_of(image):
    return np.array(layers.Flatten()(image[np.newaxis]))[0]

def channels_of(row):
    return [row[start::3].reshape(90, 90) for start in range(3)]

def image_of(row):
    return np.dstack(channels_of(row))

def blue_of(row):
    red, green, blue = channels_of(row)
    return blue

colour = load_sample_image("china.jpg")[44:404:4, 40:400:4]
figures.images([image_of(row_of(colour))])
check("flatten-and-back", row_of, image_of, blue_of)

# %% flatten-and-back, right: Keras' Reshape, another Keras layer that gives the row
def row_of(image):
    return np.array(layers.Reshape((-1,))(image[np.newaxis]))[0]

def image_of(row):
    return np.array(layers.Reshape((90, 90, 3))(row[np.newaxis]))[0]

def blue_of(row):
    return row[2:len(row):3].reshape((90, 90))

check("flatten-and-back", row_of, image_of, blue_of)

# %% flatten-and-back, wrong: red for blue
def row_of(image):
    return np.array(layers.Flatten()(image[np.newaxis]))[0]

def image_of(row):
    return row.reshape(90, 90, 3)

def blue_of(row):
    return row[0::3].reshape(90, 90)

check("flatten-and-back", row_of, image_of, blue_of)

# %% flatten-and-back, wrong: green for blue: off by one
def row_of(image):
    return np.array(layers.Flatten()(image[np.newaxis]))[0]

def image_of(row):
    return row.reshape(90, 90, 3)

def blue_of(row):
    return row[1::3].reshape(90, 90)

check("flatten-and-back", row_of, image_of, blue_of)

# %% flatten-and-back, wrong: begins at 3: the first blue is missing
def row_of(image):
    return np.array(layers.Flatten()(image[np.newaxis]))[0]

def image_of(row):
    return row.reshape(90, 90, 3)

def blue_of(row):
    return row[3::3]

check("flatten-and-back", row_of, image_of, blue_of)

# %% flatten-and-back, wrong: the last third: as if all red came first
def row_of(image):
    return np.array(layers.Flatten()(image[np.newaxis]))[0]

def image_of(row):
    return row.reshape(90, 90, 3)

def blue_of(row):
    return row[-8100:].reshape(90, 90)

check("flatten-and-back", row_of, image_of, blue_of)

# %% flatten-and-back, wrong: channels first in both
def row_of(image):
    return np.array(layers.Flatten()(image[np.newaxis]))[0]

def image_of(row):
    return row.reshape(3, 90, 90)

def blue_of(row):
    return image_of(row)[2]

check("flatten-and-back", row_of, image_of, blue_of)

# %% flatten-and-back, wrong: channels first, then moved to the end: the right shape, the wrong picture
def row_of(image):
    return np.array(layers.Flatten()(image[np.newaxis]))[0]

def image_of(row):
    return row.reshape(3, 90, 90).transpose(1, 2, 0)

def blue_of(row):
    return row[2::3].reshape(90, 90)

check("flatten-and-back", row_of, image_of, blue_of)

# %% flatten-and-back, wrong: read down the columns (order F)
def row_of(image):
    return np.array(layers.Flatten()(image[np.newaxis]))[0]

def image_of(row):
    return row.reshape((90, 90, 3), order="F")

def blue_of(row):
    return row[2::3].reshape((90, 90), order="F")

check("flatten-and-back", row_of, image_of, blue_of)

# %% flatten-and-back, wrong: height and width swapped: the picture lies on its side
def row_of(image):
    return np.array(layers.Flatten()(image[np.newaxis]))[0]

def image_of(row):
    return row.reshape(90, 90, 3).swapaxes(0, 1)

def blue_of(row):
    return row[2::3].reshape(90, 90).T

check("flatten-and-back", row_of, image_of, blue_of)

# %% flatten-and-back, wrong: the colours reversed: BGR for RGB
def row_of(image):
    return np.array(layers.Flatten()(image[np.newaxis]))[0]

def image_of(row):
    return row.reshape(90, 90, 3)[:, :, ::-1]

def blue_of(row):
    return row[2::3].reshape(90, 90)

check("flatten-and-back", row_of, image_of, blue_of)

# %% flatten-and-back, wrong: every 90th number from 2
def row_of(image):
    return np.array(layers.Flatten()(image[np.newaxis]))[0]

def image_of(row):
    return row.reshape(90, 90, 3)

def blue_of(row):
    return row[2::90]

check("flatten-and-back", row_of, image_of, blue_of)

# %% flatten-and-back, wrong: the same thing twice: the image handed in as its blue
def row_of(image):
    return np.array(layers.Flatten()(image[np.newaxis]))[0]

def image_of(row):
    return row.reshape(90, 90, 3)

def blue_of(row):
    return image_of(row)

check("flatten-and-back", row_of, image_of, blue_of)

# %% flatten-and-back, wrong: the grey tower was flattened, not the one in colour
def row_of(image):
    return np.array(layers.Flatten()(image.mean(axis=2)[np.newaxis, :, :, np.newaxis]))[0]

def image_of(row):
    return row.reshape(90, 90)

def blue_of(row):
    return row[2::3]

check("flatten-and-back", row_of, image_of, blue_of)

# %% flatten-and-back, wrong: the image is back, but as the row itself
def row_of(image):
    return np.array(layers.Flatten()(image[np.newaxis]))[0]

def image_of(row):
    return row

def blue_of(row):
    return row[2::3].reshape(90, 90)

check("flatten-and-back", row_of, image_of, blue_of)

# %% flatten-and-back, wrong: blue with the other colours set to 0, wrong ones: red is kept
def row_of(image):
    return np.array(layers.Flatten()(image[np.newaxis]))[0]

def image_of(row):
    return row.reshape(90, 90, 3)

def blue_of(row):
    return np.where(np.arange(row.size) % 3 == 0, row, 0)

check("flatten-and-back", row_of, image_of, blue_of)

# %% flatten-and-back, wrong: blue is taken from the image that was got back, which the task forbids
def row_of(image):
    return np.array(layers.Flatten()(image[np.newaxis]))[0]

def image_of(row):
    return row.reshape(90, 90, 3)

def blue_of(row):
    back = image_of(row)
    return back[:, :, 2]

check("flatten-and-back", row_of, image_of, blue_of)

# %% flatten-and-back, wrong: nothing is got back: the first image is handed in again
colour = load_sample_image("china.jpg")[44:404:4, 40:400:4]

def row_of(image):
    return np.array(layers.Flatten()(image[np.newaxis]))[0]

def image_of(row):
    return colour

def blue_of(row):
    return colour[:, :, 2]

check("flatten-and-back", row_of, image_of, blue_of)

# %% flatten-and-back, wrong: flattened by NumPy, without Keras
def row_of(image):
    return image.ravel()

def image_of(row):
    return row.reshape(90, 90, 3)

def blue_of(row):
    return row[2::3].reshape(90, 90)

check("flatten-and-back", row_of, image_of, blue_of)

# %% flatten-and-back, wrong: blue by guess: a blank picture of the right shape
def row_of(image):
    return np.array(layers.Flatten()(image[np.newaxis]))[0]

def image_of(row):
    return row.reshape(90, 90, 3)

def blue_of(row):
    return np.zeros((90, 90), dtype="uint8")

check("flatten-and-back", row_of, image_of, blue_of)
