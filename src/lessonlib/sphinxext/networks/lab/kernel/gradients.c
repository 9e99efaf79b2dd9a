/* Convolution, backward, from a list of the output gradients that are not zero.
 *
 * After ReLU about half of them are zero, after max-pooling three of four or more. Skipping these saves more than
 * the better blocking of a dense product would, and strides need no case of their own. The list is sorted by filter:
 *   where[f * most + j]  offset, in numbers, of the patch's first pixel inside the (padded) image
 *   value[f * most + j]  the gradient there;   count[f]  how many there are
 */
#include "tiles.h"

#define FOUR_AT_A_TIME _Pragma("clang loop unroll_count(4)")

/* Numbers of a kernel's row are taken 48, 24, 12 or 4 at a time: they stay in registers while the list is read. */
#define CHUNK(size)                                                                                              \
  INLINE void weights_##size(const float *x, const int *where, const float *value, int count, float *g) {        \
    vec sums[size];                                                                                              \
    UNROLL for (int i = 0; i < size; i++) sums[i] = load(g + 4 * i);                                             \
    for (int j = 0; j < count; j++) {                                                                            \
      const float *p = x + where[j];                                                                             \
      vec s = wasm_v128_load32_splat(value + j);                                                                 \
      UNROLL for (int i = 0; i < size; i++) sums[i] = add(sums[i], mul(s, load(p + 4 * i)));                     \
    }                                                                                                            \
    UNROLL for (int i = 0; i < size; i++) store(g + 4 * i, sums[i]);                                             \
  }                                                                                                              \
  INLINE void inputs_##size(float *x, const int *where, const float *value, int count, const float *w) {         \
    vec kept[size];                                                                                              \
    UNROLL for (int i = 0; i < size; i++) kept[i] = load(w + 4 * i);                                             \
    for (int j = 0; j < count; j++) {                                                                            \
      float *p = x + where[j];                                                                                   \
      vec s = wasm_v128_load32_splat(value + j);                                                                 \
      UNROLL for (int i = 0; i < size; i++) store(p + 4 * i, add(load(p + 4 * i), mul(s, kept[i])));             \
    }                                                                                                            \
  }
CHUNK(12)
CHUNK(6)
CHUNK(3)
CHUNK(1)

#define IN_CHUNKS(of, x, g)                                                                \
  do {                                                                                     \
    int i = 0;                                                                             \
    for (; i + 12 <= vectors; i += 12) of##_12((x) + 4 * i, where, value, many, (g) + 4 * i); \
    for (; i + 6 <= vectors; i += 6) of##_6((x) + 4 * i, where, value, many, (g) + 4 * i);    \
    for (; i + 3 <= vectors; i += 3) of##_3((x) + 4 * i, where, value, many, (g) + 4 * i);    \
    for (; i < vectors; i++) of##_1((x) + 4 * i, where, value, many, (g) + 4 * i);            \
  } while (0)

/* One image: adds to the gradients of the weights, and to those of its pixels unless dx is 0, as for the first layer.
 * turned, gradients: [filters][kernel rows][kernel columns × channels, rounded up to 4] (see turn, turn_back) */
EXPORT(conv_backward)
void conv_backward(const float *x, float *dx, int width, int channels, int kernel_rows, int kernel_columns, int filters,
                   const int *where, const float *value, const int *count, int most, float *gradients,
                   const float *turned) {
  int vectors = (kernel_columns * channels + 3) / 4, row = width * channels;
  for (int f = 0; f < filters; f++, where += most, value += most) {
    int many = count[f];
    for (int ky = 0; ky < kernel_rows; ky++) {
      int at = (f * kernel_rows + ky) * vectors * 4;
      IN_CHUNKS(weights, x + ky * row, gradients + at);
      if (dx) IN_CHUNKS(inputs, dx + ky * row, turned + at);
    }
  }
}

/* The list of one image's gradients g: [rows][columns][filters]; down, across: numbers of x from one to the next. */
EXPORT(list_all)
void list_all(const float *g, int rows, int columns, int filters, int down, int across, int *where, float *value,
              int *count, int most, float *bias) {
  for (int f = 0; f < filters; f++, where += most, value += most) {
    const float *p = g + f;
    int many = 0;
    float sum = 0;
    for (int y = 0; y < rows; y++)
      FOUR_AT_A_TIME for (int x = 0; x < columns; x++, p += filters) {
        /* without a branch: what was zero is overwritten by the next */
        where[many] = y * down + x * across;
        value[many] = *p;
        many += *p != 0;
        sum += *p;
      }
    count[f] = many;
    bias[f] += sum;
  }
}

/* The same through a max-pooling layer, g: [places][filters]; from: the patch of each maximum (see max_pool). */
EXPORT(list_pooled)
void list_pooled(const float *g, const int *from, int places, int filters, int *where, float *value, int *count,
                 int most, float *bias) {
  for (int f = 0; f < filters; f++, where += most, value += most) {
    int many = 0;
    float sum = 0;
    FOUR_AT_A_TIME for (int i = f; i < places * filters; i += filters) {
      where[many] = from[i];
      value[many] = g[i];
      many += g[i] != 0;
      sum += g[i];
    }
    count[f] = many;
    bias[f] += sum;
  }
}

/* Keras's order [rows × length][filters] into [filters][rows][length, rounded up to 4], and back. */
EXPORT(turn)
void turn(const float *w, int rows, int length, int filters, float *to) {
  int padded = (length + 3) & ~3;
  for (int f = 0; f < filters; f++)
    for (int y = 0; y < rows; y++)
      for (int i = 0; i < padded; i++) *to++ = i < length ? w[(y * length + i) * filters + f] : 0;
}

EXPORT(turn_back)
void turn_back(const float *from, int rows, int length, int filters, float *w) {
  int padded = (length + 3) & ~3;
  for (int f = 0; f < filters; f++)
    for (int y = 0; y < rows; y++, from += padded)
      for (int i = 0; i < length; i++) w[(y * length + i) * filters + f] = from[i];
}
