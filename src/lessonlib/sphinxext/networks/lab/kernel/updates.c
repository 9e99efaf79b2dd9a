/* What is done number by number: pixels, padding, ReLU backward, dropout, the optimizers. */
#include "tiles.h"

EXPORT(zero)
void zero(float *p, int n) {
  int i = 0;
  for (; i + 4 <= n; i += 4) store(p + i, all(0));
  for (; i < n; i++) p[i] = 0;
}

/* Copies n blocks of rows × length numbers between images of different sizes: pads, or crops. */
EXPORT(copy_rows)
void copy_rows(const float *from, int n, int from_image, int from_row, float *to, int to_image, int to_row, int rows,
               int length) {
  for (int i = 0; i < n; i++)
    for (int y = 0; y < rows; y++) {
      const float *a = from + i * from_image + y * from_row;
      float *b = to + i * to_image + y * to_row;
      for (int j = 0; j < length; j++) b[j] = a[j];
    }
}

/* The images of these indices, bytes from 0 to 255, as numbers from 0 to 1. */
EXPORT(pixels)
void pixels(const unsigned char *bytes, const int *indices, int n, int size, float *out) {
  for (int i = 0; i < n; i++) {
    const unsigned char *image = bytes + indices[i] * size;
    for (int j = 0; j < size; j++) *out++ = image[j] / 255.0f;
  }
}

EXPORT(relu_back)
void relu_back(float *g, const float *out, int n) {
  int i = 0;
  for (; i + 4 <= n; i += 4) store(g + i, wasm_v128_and(load(g + i), wasm_f32x4_gt(load(out + i), all(0))));
  for (; i < n; i++)
    if (!(out[i] > 0)) g[i] = 0;
}

/* The generator of generator.js: number `index` of a stream, from 0 to 2³² − 1. */
INLINE unsigned draw(unsigned stream, unsigned index) {
  unsigned t = stream + (index + 1) * 0x9E3779B9u;
  t = (t ^ (t >> 16)) * 0x21F0AAADu;
  t = (t ^ (t >> 15)) * 0x735A2D97u;
  return t ^ (t >> 15);
}

/* factors: 0 for a share of the numbers, else 1 / (1 − rate); threshold: rate × 2³² */
EXPORT(dropout_factors)
void dropout_factors(float *factors, int n, unsigned stream, unsigned first, double threshold, float kept) {
  for (int i = 0; i < n; i++) factors[i] = draw(stream, first + i) < threshold ? 0 : kept;
}

EXPORT(times)
void times(const float *a, const float *b, float *out, int n) {
  for (int i = 0; i < n; i += 4) store(out + i, mul(load(a + i), load(b + i)));
}

/* Keras's Adam, operation by operation. other: the gradient of the second worker, or 0. n: a multiple of 4 */
EXPORT(adam)
void adam(float *w, const float *g, const float *other, float *m, float *v, int n, float rate, float one_less_beta1,
          float one_less_beta2, float epsilon) {
  for (int i = 0; i < n; i += 4) {
    vec gradient = load(g + i), mean = load(m + i), square = load(v + i);
    if (other) gradient = add(gradient, load(other + i));
    mean = add(mean, mul(sub(gradient, mean), all(one_less_beta1)));
    square = add(square, mul(sub(mul(gradient, gradient), square), all(one_less_beta2)));
    store(m + i, mean);
    store(v + i, square);
    vec step = wasm_f32x4_div(mul(mean, all(rate)), add(wasm_f32x4_sqrt(square), all(epsilon)));
    store(w + i, sub(load(w + i), step));
  }
}

EXPORT(sgd)
void sgd(float *w, const float *g, const float *other, int n, float rate) {
  for (int i = 0; i < n; i += 4) {
    vec gradient = load(g + i);
    if (other) gradient = add(gradient, load(other + i));
    store(w + i, sub(load(w + i), mul(gradient, all(rate))));
  }
}
