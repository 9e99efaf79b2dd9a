/* Dense layers. x: [n][inputs], weights: [inputs][units], out: [n][units]. */
#include "tiles.h"

#define BLOCK 256

/* scratch: 8 × BLOCK */
EXPORT(dense_forward)
void dense_forward(const float *x, int n, int inputs, int units, const float *weights, const float *bias, float *out,
                   int relu, float *scratch) {
  for (int u = 0; u < units; u += 8) {
    int columns = least(8, units - u);
    for (int k = 0; k < inputs; k += BLOCK) {
      int length = least(BLOCK, inputs - k);
      panel(weights + k * units + u, length, units, columns, scratch);
      Left left = {x + k, 1, length, inputs, 1, 0};
      Into to = {out + u, units, columns, k ? 0 : bias + u, relu && k + length == inputs};
      product(n, left, scratch, to);
    }
  }
}

/* The gradients of the weights, x' × g, and of the bias, the sums of g. scratch: n × (units rounded up to 8, + 4) + 8 */
EXPORT(dense_weights)
void dense_weights(const float *x, const float *g, int n, int inputs, int units, float *weights, float *bias,
                   float *scratch) {
  static const float none[8] = {0};
  float *four = scratch, *panels = scratch + 4 * n;
  for (int u = 0; u < units; u += 8) panel(g + u, n, units, least(8, units - u), panels + u * n);
  for (int i = 0; i < inputs; i += 4) {
    for (int k = 0; k < n; k++) store(four + 4 * k, load(x + k * inputs + i));
    for (int u = 0; u < units; u += 8) {
      Left left = {four, 1, n, 1, 4, 0};
      Into to = {weights + i * units + u, units, least(8, units - u), none, 0};
      short_product(least(4, inputs - i), left, panels + u * n, to);
    }
  }
  for (int u = 0; u < units; u++) bias[u] = 0;
  for (int k = 0; k < n; k++)
    for (int u = 0; u < units; u++) bias[u] += g[k * units + u];
}

/* Stores 4×4 sums (rows: inputs, columns: images) as up to 4 images of 4 inputs each. */
INLINE void store_turned(const vec *a, float *to, int row, int images) {
  vec p = wasm_i32x4_shuffle(a[0], a[2], 0, 4, 1, 5), q = wasm_i32x4_shuffle(a[4], a[6], 0, 4, 1, 5);
  vec r = wasm_i32x4_shuffle(a[0], a[2], 2, 6, 3, 7), s = wasm_i32x4_shuffle(a[4], a[6], 2, 6, 3, 7);
  if (images > 0) store(to, wasm_i64x2_shuffle(p, q, 0, 2));
  if (images > 1) store(to + row, wasm_i64x2_shuffle(p, q, 1, 3));
  if (images > 2) store(to + 2 * row, wasm_i64x2_shuffle(r, s, 0, 2));
  if (images > 3) store(to + 3 * row, wasm_i64x2_shuffle(r, s, 1, 3));
}

/* The gradient of the inputs, g × weights', made as weights × g' and turned in registers: so the weights, which may be
 * many, are read once and in order. scratch: (n rounded up to 8) × units */
EXPORT(dense_inputs)
void dense_inputs(const float *g, int n, int inputs, int units, const float *weights, float *dx, float *scratch) {
  for (int c = 0; c < n; c += 8)
    for (int u = 0; u < units; u++)
      for (int j = 0; j < 8; j++) scratch[c * units + u * 8 + j] = c + j < n ? g[(c + j) * units + u] : 0;
  int i = 0;
  for (; i + 4 <= inputs; i += 4)
    for (int c = 0; c < n; c += 8) {
      vec sums[8];
      UNROLL for (int q = 0; q < 8; q++) sums[q] = all(0);
      Left left = {weights + i * units, 1, units, units, 1, 0};
      tile(4, sums, left, scratch + c * units);
      store_turned(sums, dx + c * inputs + i, inputs, n - c);
      store_turned(sums + 1, dx + (c + 4) * inputs + i, inputs, n - c - 4);
    }
  for (; i < inputs; i++)
    for (int k = 0; k < n; k++) {
      float sum = 0;
      for (int u = 0; u < units; u++) sum += weights[i * units + u] * g[k * units + u];
      dx[k * inputs + i] = sum;
    }
}
