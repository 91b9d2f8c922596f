#include <string>

std::string longest(const std::string &line);
