// A recursive JSON parser that builds a tree and adds up its numbers.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
struct node {
  enum { NUL, BOOLEAN, NUMBER, STRING, ARRAY, OBJECT } kind;
  double number;
  const char *start;
  int length;
  struct node *child, *next;
};

static struct node *pool;
static int used;
static const char *at;

static void skip(void) {
  while (*at == ' ' || *at == '\n' || *at == '\t' || *at == ',' || *at == ':') at++;
}

static struct node *value(void) {
  struct node *node = &pool[used++];
  *node = (struct node){0};
  skip();
  switch (*at) {
  case '{':
  case '[': {
    char close = *at == '{' ? '}' : ']';
    node->kind = *at++ == '{' ? OBJECT : ARRAY;
    struct node **last = &node->child;
    for (skip(); *at != close; skip()) {
      *last = value();
      last = &(*last)->next;
    }
    at++;
    break;
  }
  case '"':
    node->kind = STRING;
    node->start = ++at;
    while (*at != '"') at += *at == '\\' ? 2 : 1;
    node->length = at++ - node->start;
    break;
  case 't':
  case 'f':
    node->kind = BOOLEAN;
    node->number = *at == 't';
    at += *at == 't' ? 4 : 5;
    break;
  case 'n': at += 4; break;
  default: {
    double sign = 1, scale = 1, number = 0;
    if (*at == '-') sign = -1, at++;
    for (; *at >= '0' && *at <= '9'; at++) number = number * 10 + (*at - '0');
    if (*at == '.')
      for (at++; *at >= '0' && *at <= '9'; at++) number += (*at - '0') * (scale /= 10);
    node->kind = NUMBER;
    node->number = sign * number;
  }
  }
  return node;
}

static double sum(const struct node *node) {
  double total = node->kind == NUMBER || node->kind == BOOLEAN ? node->number : node->length;
  for (const struct node *child = node->child; child; child = child->next) total += sum(child);
  return total;
}

int main(void) {
  static const char item[] = "{\"id\": 12345, \"name\": \"a name with \\\"quotes\\\"\", \"tags\": [\"x\", \"yy\", "
                             "\"zzz\"], \"price\": -12.75, \"in stock\": true, \"none\": null, \"nested\": {\"a\": "
                             "[1, 2, 3, [4, 5, [6]]], \"b\": {}}}";
  int items = 2000;
  char *text = malloc(items * sizeof item + 8), *to = text;
  *to++ = '[';
  for (int i = 0; i < items; i++) {
    memcpy(to, item, sizeof item - 1);
    to += sizeof item - 1;
    *to++ = i + 1 < items ? ',' : ']';
  }
  *to = 0;
  pool = malloc(items * 64 * sizeof *pool);
  double total = 0;
  for (int round = 0; round < 60; round++) {
    used = 0;
    at = text;
    total += sum(value());
  }
  printf("%d nodes, %.2f\n", used, total);
}
