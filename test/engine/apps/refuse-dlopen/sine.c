/* Looks the function up in a library that it loads at run time. */
#include <dlfcn.h>
#include <stdio.h>

int main(void) {
  void *library = dlopen("libm.so.6", RTLD_NOW);
  if (library == NULL) return 1;
  double (*sine)(double) = (double (*)(double))dlsym(library, "sin");
  double x;
  while (scanf("%lf", &x) == 1) printf("sine: %.3f\n", sine(x));
  return 0;
}
