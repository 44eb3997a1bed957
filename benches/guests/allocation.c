// Trees that grow and shrink: mostly malloc and free.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
struct tree {
  struct tree *left, *right;
  uint32_t key;
  char *label;
};

static struct tree *insert(struct tree *tree, uint32_t key) {
  if (!tree) {
    tree = calloc(1, sizeof *tree);
    tree->key = key;
    tree->label = malloc(8 + key % 120);
    tree->label[0] = (char)key;
    return tree;
  }
  if (key < tree->key) tree->left = insert(tree->left, key);
  else tree->right = insert(tree->right, key);
  return tree;
}

static uint32_t drop(struct tree *tree) {
  if (!tree) return 0;
  uint32_t sum = drop(tree->left) + drop(tree->right) + (unsigned char)tree->label[0];
  free(tree->label);
  free(tree);
  return sum;
}

int main(void) {
  uint32_t seed = 1, sum = 0;
  for (int round = 0; round < 60; round++) {
    struct tree *tree = NULL;
    for (int i = 0; i < 10000; i++) {
      seed = seed * 1664525 + 1013904223;
      tree = insert(tree, seed >> 8);
    }
    sum += drop(tree);
  }
  printf("%u\n", sum);
}
