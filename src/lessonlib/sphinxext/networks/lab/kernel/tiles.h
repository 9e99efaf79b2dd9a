/* Products of matrices, a register tile at a time.
 *
 * All tensors are float32, channels last, as in Keras; weights lie as Keras keeps them. There is no C library, no
 * allocator and no state: trainer.js lays out one memory and passes addresses. Each buffer has 64 bytes after its
 * end, so a vector may be read (and, where zeros are added, written) across it.
 */
#pragma once
#include <wasm_simd128.h>

typedef v128_t vec;

#define EXPORT(name) __attribute__((export_name(#name)))
#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

INLINE vec load(const float *p) { return wasm_v128_load(p); }
INLINE void store(float *p, vec x) { wasm_v128_store(p, x); }
INLINE vec all(float x) { return wasm_f32x4_splat(x); }
INLINE vec add(vec a, vec b) { return wasm_f32x4_add(a, b); }
INLINE vec sub(vec a, vec b) { return wasm_f32x4_sub(a, b); }
INLINE vec mul(vec a, vec b) { return wasm_f32x4_mul(a, b); }
/* Not max(0, x): what is no number must stay so, or a training that ran away would look sound. */
INLINE vec relu_of(vec x) { return wasm_f32x4_pmax(x, all(0)); }
INLINE int least(int a, int b) { return a < b ? a : b; }

/* The left matrix: element (i, s, k) stands at p[i * row + s * segment + k * column]. With row = stride × channels and
 * one segment for each row of a convolution's kernel it is the image itself, so that no patches are copied. */
typedef struct {
  const float *p;
  int segments, length, row, column, segment;
} Left;

/* sums[rows][8] += left × right; right: a panel of 8 columns, all segments × length rows of it in turn. */
INLINE void tile(const int rows, vec *sums, Left left, const float *right) {
  for (int s = 0; s < left.segments; s++) {
    const float *a = left.p + s * left.segment;
    for (int k = 0; k < left.length; k++, a += left.column, right += 8) {
      vec b0 = load(right), b1 = load(right + 4);
      UNROLL for (int i = 0; i < rows; i++) {
        vec x = wasm_v128_load32_splat(a + i * left.row);
        sums[2 * i] = add(sums[2 * i], mul(x, b0));
        sums[2 * i + 1] = add(sums[2 * i + 1], mul(x, b1));
      }
    }
  }
}

/* The first `columns` (1 to 8) numbers of a row. */
INLINE void put(float *to, vec low, vec high, int columns) {
  if (columns == 8) {
    store(to, low);
    store(to + 4, high);
    return;
  }
  float both[8];
  store(both, low);
  store(both + 4, high);
  for (int j = 0; j < columns; j++) to[j] = both[j];
}

INLINE void get(const float *from, vec *low, vec *high, int columns) {
  if (columns == 8) {
    *low = load(from);
    *high = load(from + 4);
    return;
  }
  float both[8] = {0};
  for (int j = 0; j < columns; j++) both[j] = from[j];
  *low = load(both);
  *high = load(both + 4);
}

/* Where a product goes: its first element, numbers from row to row, how many of the 8 columns count; what is added
 * (a bias; without one, what already stands there), and whether ReLU follows. */
typedef struct {
  float *p;
  int row, columns;
  const float *bias;
  int relu;
} Into;

#define ROWS(rows)                                                                              \
  INLINE void rows_##rows(Left left, const float *right, Into to) {                             \
    vec sums[2 * rows];                                                                         \
    UNROLL for (int i = 0; i < rows; i++)                                                       \
      get(to.bias ? to.bias : to.p + i * to.row, &sums[2 * i], &sums[2 * i + 1], to.columns);   \
    tile(rows, sums, left, right);                                                              \
    UNROLL for (int i = 0; i < rows; i++) {                                                     \
      vec low = sums[2 * i], high = sums[2 * i + 1];                                            \
      if (to.relu) low = relu_of(low), high = relu_of(high);                                    \
      put(to.p + i * to.row, low, high, to.columns);                                            \
    }                                                                                           \
  }
ROWS(4)
ROWS(1)

/* count rows of left × right, 4 at a time; in line for the many short ones. */
INLINE void short_product(int count, Left left, const float *right, Into to) {
  int i = 0;
  for (; i + 4 <= count; i += 4, left.p += 4 * left.row, to.p += 4 * to.row) rows_4(left, right, to);
  for (; i < count; i++, left.p += left.row, to.p += to.row) rows_1(left, right, to);
}

__attribute__((noinline, unused)) static void product(int count, Left left, const float *right, Into to) {
  short_product(count, left, right, to);
}

/* Copies rows × columns (1 to 8) of a matrix into a panel 8 wide, filled up with zeros. */
static inline void panel(const float *from, int rows, int row, int columns, float *to) {
  for (int k = 0; k < rows; k++, from += row, to += 8) {
    vec low, high;
    get(from, &low, &high, columns);
    store(to, low);
    store(to + 4, high);
  }
}
