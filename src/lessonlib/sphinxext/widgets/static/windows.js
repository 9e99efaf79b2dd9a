/* A window over a grid of numbers: what lessonlib.widgets.windows computes, for a kernel that the reader changes. */
(() => {
  "use strict";

  const total = (numbers) => numbers.reduce((sum, number) => sum + number, 0);
  const POOLS = { max: (patch) => Math.max(...patch), average: (patch) => total(patch) / patch.length };

  /* The zeros that Keras adds before and after an axis. */
  function border(length, size, stride, padding) {
    if (padding !== "same") return [0, 0];
    const missing = Math.max((Math.ceil(length / stride) - 1) * stride + size - length, 0);
    const before = Math.floor(missing / 2);
    return [before, missing - before];
  }

  /* `grid`: rows of numbers; `kernel`: size × size numbers in one row, or null for a pooling window. */
  function over(grid, { kernel, pool = "max", size, stride, padding = "valid" }) {
    const [up, down] = border(grid.length, size, stride, padding);
    const [left, right] = border(grid[0].length, size, stride, padding);
    const [height, width] = [grid.length + up + down, grid[0].length + left + right];
    const rows = Math.floor((height - size) / stride) + 1;
    const columns = Math.floor((width - size) / stride) + 1;
    const isPadding = (y, x) => y < up || x < left || y >= up + grid.length || x >= left + grid[0].length;
    const pixel = (y, x) => (isPadding(y, x) ? 0 : grid[y - up][x - left]);
    const corner = (place) => [Math.floor(place / columns) * stride, (place % columns) * stride];
    const patch = (place) => {
      const [top, start] = corner(place);
      return Array.from({ length: size * size }, (_, at) => pixel(top + Math.floor(at / size), start + (at % size)));
    };
    const products = (place) => patch(place).map((number, at) => number * kernel[at]);
    const value = (place) => (kernel ? total(products(place)) : POOLS[pool](patch(place)));
    return { size, stride, height, width, rows, columns, count: rows * columns, isPadding, pixel, corner, patch, products, value };
  }

  globalThis.lessonlib ??= {};
  globalThis.lessonlib.windows = { over };
})();
