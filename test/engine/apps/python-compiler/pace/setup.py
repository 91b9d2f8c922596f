from setuptools import Extension, setup

setup(name="pace", version="0.2", ext_modules=[Extension("pace", ["pace.c"])])
