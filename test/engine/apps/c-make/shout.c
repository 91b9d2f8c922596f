#include <ctype.h>
#include <stdio.h>

int main(void) {
    const char *end = "!!\n";
    int c;
    while ((c = getchar()) != EOF) {
        if (c == '\n') {
            fputs(end, stdout);
        } else {
            putchar(toupper(c));
        }
    }
    return 0;
}
