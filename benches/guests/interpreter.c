// An interpreter loop over bytecode for a stack machine: primes by trial division.
#include <stdint.h>
#include <stdio.h>
enum { PUSH, LOAD, STORE, ADD, MUL, REM, LESS, EQUAL, JUMP, JUMP_IF, HALT };

static int64_t run(const int32_t *code) {
  int64_t stack[32], locals[4] = {0}, *top = stack;
  for (const int32_t *at = code;;) switch (*at++) {
    case PUSH: *top++ = *at++; break;
    case LOAD: *top++ = locals[*at++]; break;
    case STORE: locals[*at++] = *--top; break;
    case ADD: top--; top[-1] += top[0]; break;
    case MUL: top--; top[-1] *= top[0]; break;
    case REM: top--; top[-1] %= top[0]; break;
    case LESS: top--; top[-1] = top[-1] < top[0]; break;
    case EQUAL: top--; top[-1] = top[-1] == top[0]; break;
    case JUMP: at = code + *at; break;
    case JUMP_IF: at = *--top ? code + *at : at + 1; break;
    case HALT: return locals[2];
    }
}

int main(void) {
  // Locals: 0 the candidate, 1 the divisor, 2 how many primes.
  static const int32_t code[] = {
      PUSH, 2, STORE, 0,
      /* 4: next candidate */ LOAD, 0, PUSH, 60000, LESS, JUMP_IF, 12, HALT,
      /* 12 */ PUSH, 2, STORE, 1,
      /* 16: next divisor */ LOAD, 0, LOAD, 1, LOAD, 1, MUL, LESS, JUMP_IF, 45,
      /* 26 */ LOAD, 0, LOAD, 1, REM, PUSH, 0, EQUAL, JUMP_IF, 52,
      /* 36 */ LOAD, 1, PUSH, 1, ADD, STORE, 1, JUMP, 16,
      /* 45: a prime */ LOAD, 2, PUSH, 1, ADD, STORE, 2,
      /* 52: done with it */ LOAD, 0, PUSH, 1, ADD, STORE, 0, JUMP, 4,
  };
  int64_t primes = 0;
  for (int round = 0; round < 4; round++) primes += run(code);
  printf("%lld\n", (long long)primes);
}
