// LU decomposition of a matrix, and the solution of a system of equations by it.
#include <stdio.h>
#define N 400
static double a[N][N], b[N], x[N], y[N];

int main(void) {
  for (int i = 0; i < N; i++) {
    b[i] = (i + 1.0) / N / 2.0 + 4;
    for (int j = 0; j < N; j++) a[i][j] = j <= i ? (double)(-j % N) / N + 1 : 0.001 * (j % 7);
    a[i][i] = 4;
  }
  double sum = 0;
  for (int round = 0; round < 4; round++) {
    for (int i = 0; i < N; i++) {
      for (int j = 0; j < i; j++) {
        double w = a[i][j];
        for (int k = 0; k < j; k++) w -= a[i][k] * a[k][j];
        a[i][j] = w / a[j][j];
      }
      for (int j = i; j < N; j++) {
        double w = a[i][j];
        for (int k = 0; k < i; k++) w -= a[i][k] * a[k][j];
        a[i][j] = w;
      }
    }
    for (int i = 0; i < N; i++) {
      double w = b[i];
      for (int j = 0; j < i; j++) w -= a[i][j] * y[j];
      y[i] = w;
    }
    for (int i = N - 1; i >= 0; i--) {
      double w = y[i];
      for (int j = i + 1; j < N; j++) w -= a[i][j] * x[j];
      x[i] = w / a[i][i];
    }
    for (int i = 0; i < N; i++) {
      sum += x[i];
      for (int j = 0; j < N; j++) a[i][j] = j <= i ? (double)(-j % N) / N + 1 : 0.001 * (j % 5);
      a[i][i] = 4 + round;
    }
  }
  printf("%.6f\n", sum);
}
