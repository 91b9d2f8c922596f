#include "words.h"
#include <iostream>

int main() {
  for (std::string line; std::getline(std::cin, line);) std::cout << "longest: " << longest(line) << '\n';
}
