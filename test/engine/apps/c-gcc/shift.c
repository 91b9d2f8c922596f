#include <ctype.h>
#include "shift.h"

int shifted(int letter) {
  if (islower(letter)) return 'a' + (letter - 'a' + 3) % 26;
  return letter;
}
