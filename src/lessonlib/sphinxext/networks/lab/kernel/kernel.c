/* All parts, compiled as one, so that what they share is there once. */
#include "convolution.c"
#include "gradients.c"
#include "dense.c"
#include "pooling.c"
#include "updates.c"
