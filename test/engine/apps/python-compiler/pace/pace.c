#include <Python.h>

static PyObject *of(PyObject *self, PyObject *minutes) {
  return PyLong_FromLong(PyLong_AsLong(minutes) * 60);
}

static PyMethodDef methods[] = {{"of", of, METH_O, "In seconds."}, {NULL, NULL, 0, NULL}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "pace", NULL, -1, methods};

PyMODINIT_FUNC PyInit_pace(void) { return PyModule_Create(&module); }
