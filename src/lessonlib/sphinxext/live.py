"""Build again at every change, and keep between builds the process that has imported Keras."""

import sys

from sphinx_autobuild.__main__ import main

from lessonlib.sphinxext.schedule import CAN_FORK, warm_kernels

if __name__ == "__main__":
    if CAN_FORK:
        print("importing Keras once, for all builds to come ...", flush=True)
    with warm_kernels():
        main(sys.argv[1:])
