// A lexer that dispatches on a state in a loop: numbers, words, strings, comments.
#include <stdint.h>
#include <stdio.h>
#include <string.h>
enum state { START, WORD, NUMBER, FRACTION, STRING, ESCAPE, SLASH, COMMENT, STAR };

static const char text[] =
    "let total = 3.25 * width + 17; /* a comment * with stars */ print(\"a \\\"quoted\\\" word\"); "
    "if (x1 / y2 > 100) return call(alpha, beta_2, 0.5); ";

int main(void) {
  size_t length = strlen(text);
  uint32_t counts[9] = {0}, hash = 2166136261u;
  enum state state = START;
  for (int round = 0; round < 150000; round++)
    for (size_t i = 0; i < length; i++) {
      unsigned char c = text[i];
      int letter = (unsigned)((c | 32) - 'a') < 26 || c == '_', digit = (unsigned)(c - '0') < 10;
      enum state next = state;
      switch (state) {
      case START:
        next = letter ? WORD : digit ? NUMBER : c == '"' ? STRING : c == '/' ? SLASH : START;
        break;
      case WORD: next = letter || digit ? WORD : c == '"' ? STRING : START; break;
      case NUMBER: next = digit ? NUMBER : c == '.' ? FRACTION : START; break;
      case FRACTION: next = digit ? FRACTION : START; break;
      case STRING: next = c == '\\' ? ESCAPE : c == '"' ? START : STRING; break;
      case ESCAPE: next = STRING; break;
      case SLASH: next = c == '*' ? COMMENT : letter ? WORD : START; break;
      case COMMENT: next = c == '*' ? STAR : COMMENT; break;
      case STAR: next = c == '/' ? START : c == '*' ? STAR : COMMENT; break;
      }
      if (next != state) {
        counts[next]++;
        hash = (hash ^ (uint32_t)next) * 16777619u;
      }
      state = next;
    }
  for (int i = 0; i < 9; i++) printf("%u ", counts[i]);
  printf("%08x\n", hash);
}
