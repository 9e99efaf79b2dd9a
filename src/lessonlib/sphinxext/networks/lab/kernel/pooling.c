/* Pooling. top, left: the padding before, 0 unless padding="same"; what lies outside the image is left out. */
#include "tiles.h"

typedef struct {
  int top, bottom, left, right;
} Window;

INLINE int most(int a, int b) { return a > b ? a : b; }

INLINE Window window_at(int y, int x, int height, int width, int rows, int columns, int down, int across, int top, int left) {
  int y0 = y * down - top, x0 = x * across - left;
  return (Window){most(y0, 0), least(y0 + rows, height), most(x0, 0), least(x0 + columns, width)};
}

/* from: where each maximum stood, as y × per_row + x × per_column. So it is an index into the pooled image (width, 1),
 * or the offset of the patch that a convolution below has made it of. */
EXPORT(max_pool)
void max_pool(const float *x, int n, int height, int width, int channels, int rows, int columns, int down, int across,
              int top, int left, int out_rows, int out_columns, float *out, int *from, int per_row, int per_column) {
  for (int i = 0; i < n; i++, x += height * width * channels)
    for (int y = 0; y < out_rows; y++)
      for (int z = 0; z < out_columns; z++, out += channels, from += channels) {
        Window w = window_at(y, z, height, width, rows, columns, down, across, top, left);
        for (int c = 0; c < channels; c += 4) {
          vec best = load(x + (w.top * width + w.left) * channels + c);
          vec where = wasm_i32x4_splat(w.top * per_row + w.left * per_column);
          for (int yy = w.top; yy < w.bottom; yy++)
            for (int zz = w.left; zz < w.right; zz++) {
              vec q = load(x + (yy * width + zz) * channels + c), larger = wasm_f32x4_gt(q, best);
              best = wasm_v128_bitselect(q, best, larger);
              where = wasm_v128_bitselect(wasm_i32x4_splat(yy * per_row + zz * per_column), where, larger);
            }
          /* Past the last channel the next place follows, which is written next, or the tail. */
          store(out + c, best);
          wasm_v128_store(from + c, where);
        }
      }
}

/* g, from: [places][channels] of one image; from: as an index of a pixel */
EXPORT(max_pool_back)
void max_pool_back(const float *g, const int *from, int places, int channels, float *dx) {
  for (int i = 0; i < places; i++)
    for (int c = 0; c < channels; c++) dx[*from++ * channels + c] += *g++;
}

/* Forward: means of x into out. Back: out holds gradients, which are shared out over x. */
EXPORT(average_pool)
void average_pool(float *x, int n, int height, int width, int channels, int rows, int columns, int down, int across,
                  int top, int left, int out_rows, int out_columns, float *out, int back) {
  for (int i = 0; i < n; i++, x += height * width * channels)
    for (int y = 0; y < out_rows; y++)
      for (int z = 0; z < out_columns; z++, out += channels) {
        Window w = window_at(y, z, height, width, rows, columns, down, across, top, left);
        float share = 1.0f / ((w.bottom - w.top) * (w.right - w.left));
        for (int c = 0; c < channels; c++) {
          float sum = 0, given = out[c] * share;
          for (int yy = w.top; yy < w.bottom; yy++)
            for (int zz = w.left; zz < w.right; zz++) {
              float *p = x + (yy * width + zz) * channels + c;
              if (back) *p += given;
              else sum += *p;
            }
          if (!back) out[c] = sum * share;
        }
      }
}
