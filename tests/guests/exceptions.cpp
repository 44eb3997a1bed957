// C++ exceptions as clang compiles them for Wasm: through a thousand frames with destructors, nested,
// thrown again. Debian has no C++ runtime for Wasm with exceptions, so the part of it that this needs
// comes first: the Itanium C++ ABI's entry points, and the lookup in clang's tables.

#include <stdio.h>
#include <stdlib.h>

extern "C" {

// What a landing pad and the personality tell each other.
struct {
  unsigned landing_pad;
  const unsigned char *table;
  int selector;
} __wasm_lpad_context;

// In front of each exception object.
struct Header {
  const void *type;
  Header *next;
  int handlers;
};

static Header *caught;

void *__cxa_allocate_exception(size_t bytes) {
  return static_cast<Header *>(calloc(1, sizeof(Header) + bytes)) + 1;
}

void __cxa_throw(void *object, void *type, void (*)(void *)) {
  Header *header = static_cast<Header *>(object) - 1;
  header->type = type;
  __builtin_wasm_throw(0, header);
}

void *__cxa_begin_catch(void *exception) {
  Header *header = static_cast<Header *>(exception);
  header->handlers++;
  if (caught != header) {
    header->next = caught;
    caught = header;
  }
  return header + 1;
}

void __cxa_end_catch() {
  if (--caught->handlers == 0)
    caught = caught->next;
}

void __cxa_rethrow() {
  Header *header = caught;
  caught = header->next;
  header->handlers = 0;
  __builtin_wasm_throw(0, header);
}

// Reads a LEB128 number (DWARF 5, 7.6) and the number of its bits.
static unsigned leb(const unsigned char *&at, unsigned &bits) {
  unsigned value = 0;
  unsigned char byte;
  bits = 0;
  do {
    byte = *at++;
    value |= (byte & 127u) << bits;
    bits += 7;
  } while (byte & 128);
  return value;
}

static unsigned unsigned_leb(const unsigned char *&at) {
  unsigned bits;
  return leb(at, bits);
}

static int signed_leb(const unsigned char *&at) {
  unsigned bits;
  unsigned value = leb(at, bits);
  if (bits < 32 && value >> (bits - 1) & 1)
    value |= ~0u << bits;
  return static_cast<int>(value);
}

// Sets the selector to the number of the clause that takes the exception, 0 if none does.
int _Unwind_CallPersonality(void *exception) {
  const void *type = static_cast<Header *>(exception)->type;
  const unsigned char *at = __wasm_lpad_context.table;
  __wasm_lpad_context.selector = 0;
  if (!at)
    return 0;
  if (*at++ != 0xff)
    unsigned_leb(at);
  const unsigned char *types = nullptr;
  if (*at++ != 0xff) {
    unsigned distance = unsigned_leb(at);
    types = at + distance;
  }
  at++;
  unsigned length = unsigned_leb(at);
  const unsigned char *actions = at + length;
  for (unsigned index = 0; at < actions; index++) {
    unsigned_leb(at);
    unsigned action = unsigned_leb(at);
    if (index != __wasm_lpad_context.landing_pad || action == 0)
      continue;
    const unsigned char *record = actions + action - 1;
    for (;;) {
      int filter = signed_leb(record);
      const unsigned char *base = record;
      int next = signed_leb(record);
      if (filter > 0) {
        const void *wanted = *reinterpret_cast<const void *const *>(types - filter * 4);
        if (!wanted || wanted == type) {
          __wasm_lpad_context.selector = filter;
          return 0;
        }
      }
      if (next == 0)
        return 0;
      record = base + next;
    }
  }
  return 0;
}

int __gxx_wasm_personality_v0(...) { abort(); }

void terminate() __asm__("_ZSt9terminatev");
void terminate() { abort(); }

// Types are told apart by their addresses, so nothing calls these.
void *class_type[3] __asm__("_ZTVN10__cxxabiv117__class_type_infoE") = {nullptr};
}

struct Error {
  int value;
};
struct Other {
  int value;
};

static int order[2000];
static int count;

struct Guard {
  int id;
  explicit Guard(int id) : id(id) {}
  ~Guard() { order[count++] = id; }
};

__attribute__((noinline)) static void deep(int frames) {
  Guard guard(frames);
  if (frames == 0)
    throw Error{42};
  deep(frames - 1);
}

__attribute__((noinline)) static void nested(int frames) {
  try {
    try {
      deep(frames);
    } catch (Other &) {
      puts("the wrong handler");
    }
  } catch (Error &error) {
    Guard guard(-1);
    try {
      throw Other{error.value + 1};
    } catch (Other &other) {
      printf("nested %d\n", other.value);
    }
    throw;
  }
}

int main() {
  try {
    nested(1000);
    puts("nothing was thrown");
  } catch (Error &error) {
    bool in_order = count == 1002 && order[1001] == -1;
    for (int id = 0; id <= 1000; id++)
      in_order = in_order && order[id] == id;
    printf("caught %d after %d destructors, %s\n", error.value, count,
           in_order ? "in order" : "out of order");
  }
  try {
    throw Other{1};
  } catch (...) {
    puts("caught anything");
  }
  return 0;
}
