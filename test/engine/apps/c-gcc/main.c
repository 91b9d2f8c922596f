#include <stdio.h>
#include "shift.h"

int main(void) {
  int letter;
  int begins = 1;
  while ((letter = getchar()) != EOF) {
    if (begins) fputs("secret: ", stdout);
    begins = letter == '\n';
    putchar(shifted(letter));
  }
  return 0;
}
