/* Convolution, forward. x: [n][height][width][channels], zeros around it where padding="same". */
#include "tiles.h"

/* scratch: kernel rows × kernel columns × channels × (filters rounded up to 8) */
EXPORT(conv_forward)
void conv_forward(const float *x, int n, int height, int width, int channels, int kernel_rows, int kernel_columns,
                  int down, int across, int filters, const float *weights, const float *bias, float *out, int rows,
                  int columns, int relu, float *scratch) {
  int length = kernel_columns * channels, all_rows = kernel_rows * length;
  for (int f = 0; f < filters; f += 8)
    panel(weights + f, all_rows, filters, least(8, filters - f), scratch + f * all_rows);
  for (int i = 0; i < n; i++, x += height * width * channels)
    for (int y = 0; y < rows; y++, out += columns * filters)
      for (int f = 0; f < filters; f += 8) {
        Left patches = {x + y * down * width * channels, kernel_rows, length, across * channels, 1, width * channels};
        Into to = {out + f, filters, least(8, filters - f), bias + f, relu};
        product(columns, patches, scratch + f * all_rows, to);
      }
}

/* ---- Winograd's F(2×2, 3×3): 16 products for 2×2 outputs, in place of 36 (Lavin and Gray, arXiv:1509.09308) ---- */

/* a 3×3 kernel of 4 filters, one channel, becomes 4×4: G g G' */
INLINE void transform_kernel(const float *w, int step, int size, float *to) {
  const vec half = all(0.5f);
  vec g[9], t[12];
  UNROLL for (int j = 0; j < 9; j++) g[j] = load(w + j * step);
  UNROLL for (int j = 0; j < 3; j++) {
    vec outer = add(g[j], g[6 + j]);
    t[j] = g[j];
    t[3 + j] = mul(half, add(outer, g[3 + j]));
    t[6 + j] = mul(half, sub(outer, g[3 + j]));
    t[9 + j] = g[6 + j];
  }
  UNROLL for (int j = 0; j < 4; j++, to += 4 * size) {
    vec outer = add(t[3 * j], t[3 * j + 2]);
    store(to, t[3 * j]);
    store(to + size, mul(half, add(outer, t[3 * j + 1])));
    store(to + 2 * size, mul(half, sub(outer, t[3 * j + 1])));
    store(to + 3 * size, t[3 * j + 2]);
  }
}

INLINE void combine(const vec *d, vec *e) {
  e[0] = sub(d[0], d[2]);
  e[1] = add(d[1], d[2]);
  e[2] = sub(d[2], d[1]);
  e[3] = sub(d[1], d[3]);
}

/* a patch of 4×4 pixels, 4 channels: B' d B */
INLINE void transform_patch(const float *x, int row, int channels, int size, float *to) {
  vec d[16], e[16];
  UNROLL for (int j = 0; j < 4; j++) {
    vec line[4];
    UNROLL for (int i = 0; i < 4; i++) line[i] = load(x + j * row + i * channels);
    combine(line, d + 4 * j);
  }
  UNROLL for (int j = 0; j < 4; j++) {
    vec line[4] = {d[j], d[4 + j], d[8 + j], d[12 + j]}, made[4];
    combine(line, made);
    UNROLL for (int i = 0; i < 4; i++) e[4 * i + j] = made[i];
  }
  UNROLL for (int j = 0; j < 16; j++) store(to + j * size, e[j]);
}

/* 16 sums become 2×2 outputs of 4 filters: A' m A, then bias and ReLU */
INLINE void transform_sums(const float *m, int size, vec bias, int relu, float *out, int row, int filters) {
  vec e[8];
  UNROLL for (int j = 0; j < 4; j++) {
    vec a = load(m + j * size), b = load(m + (4 + j) * size), c = load(m + (8 + j) * size), d = load(m + (12 + j) * size);
    e[j] = add(add(a, b), c);
    e[4 + j] = sub(sub(b, c), d);
  }
  UNROLL for (int j = 0; j < 2; j++, out += row) {
    const vec *s = e + 4 * j;
    vec left = add(bias, add(add(s[0], s[1]), s[2])), right = add(bias, sub(sub(s[1], s[2]), s[3]));
    store(out, relu ? relu_of(left) : left);
    store(out + filters, relu ? relu_of(right) : right);
  }
}

/* 3×3, stride 1, channels and filters multiples of 8.
 * scratch: 25 × channels × filters + 8 × columns × (channels + filters) */
EXPORT(conv_winograd)
void conv_winograd(const float *x, int n, int height, int width, int channels, int filters, const float *weights,
                   const float *bias, float *out, int rows, int columns, int relu, float *scratch) {
  static const float none[8] = {0};
  int pairs = columns / 2, one = channels * filters, of_patch = pairs * channels, of_sums = pairs * filters;
  float *kernels = scratch, *patches = kernels + 16 * one, *sums = patches + 16 * of_patch, *plain = sums + 16 * of_sums;
  for (int c = 0; c < channels; c++)
    for (int f = 0; f < filters; f += 4)
      transform_kernel(weights + c * filters + f, one, one, kernels + (f & ~7) * channels + c * 8 + (f & 4));
  if ((rows | columns) & 1)
    for (int f = 0; f < filters; f += 8) panel(weights + f, 9 * channels, filters, 8, plain + f * 9 * channels);
  for (int i = 0; i < n; i++, x += height * width * channels, out += rows * columns * filters) {
    for (int y = 0; y + 2 <= rows; y += 2) {
      for (int t = 0; t < pairs; t++)
        for (int c = 0; c < channels; c += 4)
          transform_patch(x + (y * width + 2 * t) * channels + c, width * channels, channels, of_patch,
                          patches + t * channels + c);
      for (int j = 0; j < 16; j++)
        for (int f = 0; f < filters; f += 8) {
          Left left = {patches + j * of_patch, 1, channels, channels, 1, 0};
          Into to = {sums + j * of_sums + f, filters, 8, none, 0};
          short_product(pairs, left, kernels + j * one + f * channels, to);
        }
      for (int t = 0; t < pairs; t++)
        for (int f = 0; f < filters; f += 4)
          transform_sums(sums + t * filters + f, of_sums, load(bias + f), relu,
                         out + (y * columns + 2 * t) * filters + f, columns * filters, filters);
    }
    /* an odd last row or column is computed directly */
    for (int f = 0; f < filters; f += 8) {
      const float *right = plain + f * 9 * channels;
      Left left = {x + (rows - 1) * width * channels, 3, 3 * channels, channels, 1, width * channels};
      Into to = {out + (rows - 1) * columns * filters + f, filters, 8, bias + f, relu};
      if (rows & 1) product(columns, left, right, to);
      left.p = x + (columns - 1) * channels, left.row = width * channels;
      to.p = out + (columns - 1) * filters + f, to.row = columns * filters;
      if (columns & 1) product(rows & ~1, left, right, to);
    }
  }
}
