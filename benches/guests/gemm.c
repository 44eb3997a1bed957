// Product of two matrices of doubles, with a scaled sum.
#include <stdio.h>
#define N 320
static double a[N][N], b[N][N], c[N][N];

int main(void) {
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++) {
      a[i][j] = (double)((i * j + 1) % N) / N;
      b[i][j] = (double)(i * (j + 1) % N) / N;
      c[i][j] = (double)(i * (j + 2) % N) / N;
    }
  for (int round = 0; round < 6; round++)
    for (int i = 0; i < N; i++) {
      for (int j = 0; j < N; j++) c[i][j] *= 0.25;
      for (int k = 0; k < N; k++)
        for (int j = 0; j < N; j++) c[i][j] += 1.5 * a[i][k] * b[k][j];
    }
  double sum = 0;
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++) sum += c[i][j];
  printf("%.6f\n", sum);
}
