"""The kernel that runs a lesson: ipykernel, with Keras imported while nobody reads its chatter.

TensorFlow prints start-up lines on file descriptor 2 that no setting silences.
"""

import os


def import_quietly() -> None:
    """Import Keras with standard error thrown away."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    kept = os.dup(2)
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        import keras  # noqa: F401
    finally:
        os.dup2(kept, 2)
        os.close(kept)


if __name__ == "__main__":
    import_quietly()
    from ipykernel.kernelapp import launch_new_instance

    launch_new_instance()
