"""Compile the arithmetic of the lab, and compare it with what ships; with `--write`, ship it.

Run by `nox -s kernel` with a Python that has the package ziglang. Other compilers (clang with the target wasm32 and
lld) make other bytes that compute the same; what ships is made with this one, so that anybody can make it again.
"""

import pathlib
import subprocess
import sys
import tempfile

LAB = pathlib.Path(__file__).resolve().parent.parent / "src" / "lessonlib" / "sphinxext" / "networks" / "lab"
SHIPPED = LAB / "static" / "lab" / "kernel.wasm"
FLAGS = [
    *(
        "--target=wasm32-freestanding",
        "-msimd128",
        "-O3",
        "-fno-unroll-loops",
        "-ffreestanding",
        "-fno-math-errno",
        "-nostdlib",
    ),
    *("-Wall", "-Werror"),
    *("-Wl,--no-entry", "-Wl,--import-memory", "-Wl,--strip-all", "-Wl,-z,stack-size=16384"),
]


def compiled() -> bytes:
    """Return the module as the installed ziglang makes it of the sources."""
    with tempfile.TemporaryDirectory() as folder:
        made = pathlib.Path(folder) / "kernel.wasm"
        command = [sys.executable, "-m", "ziglang", "cc", *FLAGS, "kernel.c", "-o", str(made)]
        subprocess.run(command, cwd=LAB / "kernel", check=True)
        return made.read_bytes()


def main() -> None:
    made = compiled()
    if "--write" in sys.argv:
        SHIPPED.write_bytes(made)
        print(f"{len(made):,} bytes written to {SHIPPED}")
    elif not SHIPPED.exists() or made != SHIPPED.read_bytes():
        sys.exit(f"{SHIPPED} is not what its sources give. After a change of them: nox -s kernel -- --write")
    else:
        print(f"{SHIPPED.name}, {len(made):,} bytes, is what its sources give")


if __name__ == "__main__":
    main()
