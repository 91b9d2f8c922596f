from setuptools import setup

setup(name="bells", version="1", py_modules=["bells"])
