// Dynamic programming over the pairs of bases in a sequence.
#include <stdio.h>
#define N 640
static signed char base[N];
static int table[N][N];

static inline int max(int a, int b) { return a > b ? a : b; }

int main(void) {
  for (int i = 0; i < N; i++) base[i] = (i * 7 + i / 3) % 4;
  for (int i = N - 1; i >= 0; i--)
    for (int j = i + 1; j < N; j++) {
      int best = max(table[i][j], table[i][j - 1]);
      if (i + 1 < N) {
        best = max(best, table[i + 1][j]);
        int pair = i < j - 1 && base[i] + base[j] == 3;
        best = max(best, table[i + 1][j - 1] + pair);
      }
      for (int k = i + 1; k < j; k++) best = max(best, table[i][k] + table[k + 1][j]);
      table[i][j] = best;
    }
  printf("%d\n", table[0][N - 1]);
}
