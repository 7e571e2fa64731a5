// The first two stages of the test kit's readable ladder, rows of ten, as a bitstream's source.
// The first four arguments are TornadoVM's own; every array begins with a header of 16 bytes.

#define HEADER 16
#define WIDTH 10

#define TORNADO \
  __global long *context, __constant uchar *constants, __local uchar *scratch, __global int *atomics

void scaled(__global const float *row, __global float *out, __global float *logits, float factor) {
  for (int i = 0; i < WIDTH; i++) {
    out[i] = fmax(row[i], 0.0f);
    logits[i] = out[i] * factor;
  }
}

// uint8 [10] -> float32 [10], float32 [10]
__kernel void first(
    TORNADO, __global uchar *image, __global uchar *out, __global uchar *logits, __global uchar *rows) {
  int row = get_global_id(0);
  if (row >= *(__global int *)(rows + HEADER)) {
    return;
  }
  __global uchar *pixels = image + HEADER + row * WIDTH;
  __global float *to = (__global float *)(out + HEADER) + row * WIDTH;
  __global float *scores = (__global float *)(logits + HEADER) + row * WIDTH;
  for (int i = 0; i < WIDTH; i++) {
    to[i] = (float)pixels[i];
    scores[i] = to[i] * 0.02f;
  }
}

// float32 [10] -> float32 [10], float32 [10]
__kernel void second(
    TORNADO, __global uchar *in, __global uchar *out, __global uchar *logits, __global uchar *rows) {
  int row = get_global_id(0);
  if (row < *(__global int *)(rows + HEADER)) {
    scaled((__global float *)(in + HEADER) + row * WIDTH,
           (__global float *)(out + HEADER) + row * WIDTH,
           (__global float *)(logits + HEADER) + row * WIDTH, 0.04f);
  }
}

// What the second stage does not compute.
__kernel void wrong(
    TORNADO, __global uchar *in, __global uchar *out, __global uchar *logits, __global uchar *rows) {
  int row = get_global_id(0);
  if (row < *(__global int *)(rows + HEADER)) {
    scaled((__global float *)(in + HEADER) + row * WIDTH,
           (__global float *)(out + HEADER) + row * WIDTH,
           (__global float *)(logits + HEADER) + row * WIDTH, 0.05f);
  }
}

// Not to be called with a number of rows.
__kernel void fewer(TORNADO, __global uchar *in, __global uchar *out, __global uchar *logits) {
  scaled((__global float *)(in + HEADER), (__global float *)(out + HEADER),
         (__global float *)(logits + HEADER), 0.04f);
}

// To be called with more than a bitstream is.
__kernel void more(
    TORNADO, __global uchar *in, __global uchar *out, __global uchar *logits, __global uchar *rows,
    __global uchar *further) {
  logits[HEADER] = further[0];
}
