from setuptools import setup
setup(name="greeter", version="1", py_modules=["greeter"])
