#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <string.h>

static PyObject *vowels(PyObject *self, PyObject *args) {
  const char *text;
  long found = 0;
  if (!PyArg_ParseTuple(args, "s", &text)) return NULL;
  for (; *text != '\0'; text++)
    if (strchr("aeiou", *text) != NULL) found++;
  return PyLong_FromLong(found);
}

static PyMethodDef methods[] = {{"vowels", vowels, METH_VARARGS, "How many there are."}, {NULL, NULL, 0, NULL}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "tally", NULL, -1, methods};

PyMODINIT_FUNC PyInit_tally(void) { return PyModule_Create(&module); }
