#include "words.h"
#include <sstream>

std::string longest(const std::string &line) {
  std::istringstream words(line);
  std::string best, word;
  while (words >> word)
    if (word.size() > best.size()) best = word;
  return best;
}
