"""What kernels of lessons with Keras begin with; `conf.py` passes it on."""

from lessonlib.runtime.preloading import KernelSettings

PRELOAD = ("tensorflow", "keras", "matplotlib.pyplot")

# TensorFlow leaves oneDNN off on some processors, where it makes convolutions up to twice as fast. One thread an
# operation: the networks here are small, so that handing parts of an operation to other threads costs more than it
# saves, and results do not depend on the number of cores.
ENVIRONMENT: dict[str, str | None] = {
    "TF_ENABLE_ONEDNN_OPTS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "KERAS_BACKEND": None,
    "KERAS_HOME": None,
    "LESSONLIB_DATA": None,
}

KERAS = KernelSettings(PRELOAD, ENVIRONMENT)


def import_keras_quietly() -> None:
    """Import Keras as kernels do, without TensorFlow's chatter."""
    KERAS.begin(["keras"])
