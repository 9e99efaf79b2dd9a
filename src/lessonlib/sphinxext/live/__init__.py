"""Build at every save and show it: `python -m lessonlib.sphinxext.live`.

`__main__` watches the files and serves the site, `server` injects what lets an open page reload, and `builder`
is the process that holds Sphinx and its extensions, and builds.
"""
