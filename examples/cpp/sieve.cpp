// Prints how many primes there are below the first argument, and the largest of them.
#include <cstdio>
#include <cstdlib>
#include <vector>

int main(int argc, char **argv) {
    const std::size_t limit = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 100;
    std::vector<bool> composite(limit);
    std::size_t count = 0, largest = 0;
    for (std::size_t n = 2; n < limit; n++) {
        if (composite[n])
            continue;
        count++;
        largest = n;
        for (std::size_t multiple = n * n; multiple < limit; multiple += n)
            composite[multiple] = true;
    }
    std::printf("%zu primes below %zu, the largest is %zu\n", count, limit, largest);
}
