from setuptools import setup

setup(name="numbering", version="1.0", py_modules=["numbering"])
