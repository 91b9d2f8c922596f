#include <stdio.h>
#include <string.h>
#include <zlib.h>

int main(void) {
  char line[256];
  while (fgets(line, sizeof line, stdin) != NULL) {
    line[strcspn(line, "\n")] = '\0';
    printf("check %08lx\n", crc32(0L, (const Bytef *)line, strlen(line)));
  }
  return 0;
}
