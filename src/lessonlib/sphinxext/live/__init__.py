"""Build at every save and show it: `python -m lessonlib.sphinxext.live`.

`__main__` runs `author`, who watches the files, and `server`, which injects what keeps an open page up to date.
`builder` is the process that holds Sphinx and its extensions (`preload`): it makes the app of the next build before
anybody saves (`early`), builds what an open page shows first (`build`), and tells of it (`channel`).
"""
