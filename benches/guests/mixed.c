// Linked lists, small matrices, a state machine and a checksum by turns, as benchmarks of small
// processors mix them.
#include <stdint.h>
#include <stdio.h>
#define LIST 400
#define SIDE 24
struct item {
  struct item *next;
  int16_t value, index;
};

static uint16_t crc(uint16_t crc, uint32_t value, int bits) {
  for (int i = 0; i < bits; i++, value >>= 1) {
    int odd = (crc ^ value) & 1;
    crc >>= 1;
    if (odd) crc ^= 0xa001;
  }
  return crc;
}

static struct item items[LIST];

static struct item *reverse(struct item *list) {
  struct item *back = NULL;
  while (list) {
    struct item *next = list->next;
    list->next = back;
    back = list;
    list = next;
  }
  return back;
}

static struct item *find(struct item *list, int value) {
  while (list && (list->value & 0xff) != value) list = list->next;
  return list;
}

static uint16_t lists(int seed, uint16_t sum) {
  for (int i = 0; i < LIST; i++)
    items[i] = (struct item){i + 1 < LIST ? &items[i + 1] : NULL, (int16_t)(i * seed & 0x7fff), (int16_t)i};
  struct item *list = items;
  for (int i = 0; i < 40; i++) {
    list = reverse(list);
    struct item *found = find(list, (i * 5 + seed) & 0xff);
    sum = crc(sum, found ? found->index : 0xffff, 16);
  }
  return sum;
}

static uint16_t matrices(int seed, uint16_t sum) {
  static int16_t a[SIDE][SIDE], b[SIDE][SIDE];
  int32_t total = 0;
  for (int i = 0; i < SIDE; i++)
    for (int j = 0; j < SIDE; j++) {
      a[i][j] = (int16_t)(seed + i * j);
      b[i][j] = (int16_t)(seed - i + j);
    }
  for (int i = 0; i < SIDE; i++)
    for (int j = 0; j < SIDE; j++) {
      int32_t product = 0;
      for (int k = 0; k < SIDE; k++) product += a[i][k] * b[k][j];
      total += product > 1000 ? product : -(product >> 2);
    }
  return crc(sum, (uint32_t)total, 32);
}

static uint16_t states(int seed, uint16_t sum) {
  static const char input[] = "5012,-874,+31.5,0.25e3,-1.5E-7,abc,12x,,";
  int counts[5] = {0}, state = 0;
  for (int i = 0; i < (int)sizeof input - 1; i++) {
    char c = (char)(input[i] ^ (i % 17 == seed % 17));
    if (c == ',') state = 0;
    else if (c >= '0' && c <= '9') state = state == 0 ? 1 : state;
    else if (c == '.') state = state <= 1 ? 2 : 4;
    else if (c == 'e' || c == 'E') state = state == 1 || state == 2 ? 3 : 4;
    else if (c != '+' && c != '-') state = 4;
    counts[state]++;
  }
  for (int i = 0; i < 5; i++) sum = crc(sum, (uint32_t)counts[i], 16);
  return sum;
}

int main(void) {
  uint16_t sum = 0;
  for (int i = 1; i <= 3000; i++) sum = states(i, matrices(i, lists(i, sum)));
  printf("%04x\n", sum);
}
