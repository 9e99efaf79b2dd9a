"""Data faults, with real sockets and Keras's real loaders: nothing hangs, nothing good is lost."""

import gzip
import hashlib
import os
import pathlib
import socket
import socketserver
import subprocess
import sys
import threading
import time

import keras
import numpy as np
import pytest

from lessonlib import datasets
from lessonlib.data import embedded, fetching, garments, keras_data
from lessonlib.datasets import DataError, DataWarning

WAYS_TO_FAIL = ["silent", "dripping", "cut", "wrong", "absent"]


class Server(socketserver.ThreadingTCPServer):
    """A web server on a real socket that sends each file, or fails in the way it is told."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.way, self.files, self.closing = "good", {}, threading.Event()
        self.url = f"http://127.0.0.1:{self.server_address[1]}/"


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        name = self.rfile.readline().split()[1].decode().strip("/")
        way, content = self.server.way, self.server.files.get(name, b"other " * 50_000)
        if way == "silent":
            self.server.closing.wait()
        elif way == "absent":
            self.wfile.write(b"HTTP/1.0 404 Not Found\r\n\r\n")
        else:
            self.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n" % len(content))
            self.wfile.write(content[: len(content) // 2] if way in ("cut", "dripping") else content)
        while way == "dripping" and not self.server.closing.wait(0.05):
            self.wfile.write(b".")


@pytest.fixture
def server(monkeypatch):
    with Server() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setattr(keras_data, "ORIGIN", server.url)
        yield server
        server.closing.set()
        server.shutdown()


@pytest.fixture(autouse=True)
def keras_home(tmp_path, monkeypatch):
    """An empty home for Keras, which reads the environment only once; and an empty cache of our own."""
    home = tmp_path / "keras"
    home.mkdir()
    monkeypatch.setenv("KERAS_HOME", str(home))
    monkeypatch.setattr("keras.src.backend.config._KERAS_DIR", str(home))
    monkeypatch.setattr(embedded, "user_cache_path", lambda _: tmp_path / "cache")
    monkeypatch.setenv("LESSONLIB_DATA", "auto")
    return home


@pytest.fixture
def garment_files(monkeypatch):
    """Files like Fashion-MNIST's: 70 + 20 drawn garments. Their checksums are taken for the right ones."""
    files = {}
    for part, n in (("train", 70), ("t10k", 20)):
        images, labels = garments.draw_garments(n, seed=n)
        files[f"{part}-labels-idx1-ubyte.gz"] = gzip.compress(bytes(8) + labels.tobytes())
        files[f"{part}-images-idx3-ubyte.gz"] = gzip.compress(bytes(16) + images.tobytes())
    digests = {name: hashlib.sha256(files[name]).hexdigest() for name in files}
    monkeypatch.setitem(keras_data.FILES, "fashion_mnist", keras_data.Files("datasets/fashion-mnist", digests))
    return files


def fill_cache(keras_home, files):
    folder = keras_home / "datasets" / "fashion-mnist"
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def contents(folder):
    """All files below a folder, and what is in them."""
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def warned_of(name):
    """Load a data set that is announced as a fallback; return it and the announcement."""
    with pytest.warns(DataWarning) as caught:
        data = datasets.load(name)
    return data, next(str(warning.message) for warning in caught if warning.category is DataWarning)


@pytest.mark.parametrize(("name", "n_train", "n_test"), [("mnist", 4000, 1000), ("fashion_mnist", 2000, 500)])
def test_an_embedded_set_unpacks_like_what_keras_loads(name, n_train, n_test, monkeypatch):
    monkeypatch.setenv("LESSONLIB_DATA", "embedded")

    data = datasets.load(name)
    (x_train, y_train), (x_test, y_test) = data

    assert x_train.shape == (n_train, 28, 28)
    assert x_test.shape == (n_test, 28, 28)
    assert x_train.dtype == x_test.dtype == y_train.dtype == y_test.dtype == np.uint8
    assert np.bincount(y_test).tolist() == [n_test // 10] * 10
    assert len(data.class_names) == 10
    assert data.source.embedded


def test_digits_of_the_two_parts_are_shuffled_and_no_image_is_in_both(monkeypatch):
    monkeypatch.setenv("LESSONLIB_DATA", "embedded")

    (x_train, y_train), (x_test, _) = datasets.load("mnist")

    assert len(set(y_train[:50].tolist())) == 10
    assert not {image.tobytes() for image in x_train} & {image.tobytes() for image in x_test}


def test_the_source_of_garments_says_that_they_are_drawn(monkeypatch):
    monkeypatch.setenv("LESSONLIB_DATA", "embedded")

    source = datasets.load("fashion_mnist").source

    assert source.drawn
    assert "drawn" in str(source)
    assert "not evidence" in str(source)


def test_a_small_set_is_kept_and_read_again(tmp_path, monkeypatch):
    monkeypatch.setenv("LESSONLIB_DATA", "embedded")
    first = datasets.load("mnist")
    monkeypatch.setattr(embedded, "_digits", None)

    again = datasets.load("mnist")

    assert len(contents(tmp_path / "cache")) == 1
    assert np.array_equal(first.train[0], again.train[0])


def test_a_damaged_small_set_is_announced_and_made_again(tmp_path, monkeypatch):
    monkeypatch.setenv("LESSONLIB_DATA", "embedded")
    whole = datasets.load("mnist")
    (path,) = (tmp_path / "cache").iterdir()
    path.write_bytes(path.read_bytes()[:5000])

    data, message = warned_of("mnist")

    assert "made again" in message
    assert np.array_equal(whole.train[0], data.train[0])
    assert np.load(path)["x_train"].shape == (4000, 28, 28)


def test_a_cache_that_cannot_be_written_is_announced_at_the_line_that_loads(tmp_path, monkeypatch):
    monkeypatch.setenv("LESSONLIB_DATA", "embedded")
    (tmp_path / "cache").write_text("a file where the folder should be")

    with pytest.warns(DataWarning, match="Make the folder writable") as caught:
        data = datasets.load("mnist")

    assert len(data.train[0]) == 4000
    assert caught[0].filename == __file__


@pytest.mark.skipif(os.name == "nt", reason="the home folder is not named by HOME there")
def test_with_a_home_that_cannot_be_written_the_digits_load_all_the_same():
    code = "from lessonlib import datasets; print(len(datasets.load('mnist').train[0]))"
    environment = {name: value for name, value in os.environ.items() if name != "XDG_CACHE_HOME"}
    environment |= {"HOME": "/dev/null", "LESSONLIB_DATA": "embedded"}

    ran = subprocess.run([sys.executable, "-c", code], check=True, env=environment, capture_output=True, text=True)

    assert ran.stdout == "4000\n"
    assert "Make the folder writable" in ran.stderr


def test_a_misspelt_name_is_corrected():
    with pytest.raises(ValueError, match=r"'minst' is unknown; .* did you mean 'mnist'\?"):
        datasets.load("minst")


def test_a_misspelt_mode_is_corrected(monkeypatch):
    monkeypatch.setenv("LESSONLIB_DATA", "embed")

    with pytest.raises(ValueError, match=r"LESSONLIB_DATA 'embed' is unknown; .* did you mean 'embedded'\?"):
        datasets.load("mnist")


def test_without_network_a_small_set_is_used_and_the_message_says_what_to_do(monkeypatch):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        monkeypatch.setattr(keras_data, "ORIGIN", f"http://127.0.0.1:{nobody.getsockname()[1]}/")
        data, message = warned_of("mnist")

    assert data.source.embedded
    assert "could not be fetched" in message
    assert "load again with a working connection" in message
    assert "LESSONLIB_DATA=embedded" in message


def test_a_server_that_accepts_and_never_answers_is_given_up_within_ten_seconds(server):
    server.way = "silent"
    began = time.monotonic()

    data, message = warned_of("mnist")

    assert time.monotonic() - began < 10
    assert data.source.embedded
    assert "got no answer for 6 seconds" in message


@pytest.mark.parametrize("way", WAYS_TO_FAIL)
def test_a_failed_download_leaves_nothing_and_is_an_error_where_the_small_set_is_forbidden(
    way, server, keras_home, monkeypatch
):
    monkeypatch.setenv("LESSONLIB_DATA", "full")
    monkeypatch.setattr(fetching, "PATIENCE", 1.0)
    server.way = way

    with pytest.raises(DataError, match="load again with a working connection") as caught:
        datasets.load("mnist")

    reason = {
        "silent": "got no answer",
        "dripping": "stopped arriving",
        "cut": "broke off after 150,000 of 300,000 bytes",
        "wrong": "wrong checksum",
        "absent": "Not Found",
    }
    assert reason[way] in str(caught.value)
    assert "LESSONLIB_DATA=auto" in str(caught.value)
    assert contents(keras_home) == {}


@pytest.mark.parametrize("way", WAYS_TO_FAIL)
def test_a_file_that_keras_rejects_is_not_lost_when_the_download_fails(way, server, keras_home, monkeypatch):
    monkeypatch.setattr(fetching, "PATIENCE", 1.0)
    server.way = way
    (keras_home / "datasets").mkdir()
    (keras_home / "datasets" / "mnist.npz").write_bytes(b"my own digits")

    _, message = warned_of("mnist")

    assert "not the file that Keras expects" in message
    assert contents(keras_home) == {"mnist.npz": b"my own digits"}


def test_files_in_keras_cache_are_read_by_keras_without_a_download(keras_home, garment_files, server):
    server.way = "absent"
    fill_cache(keras_home, garment_files)

    data = datasets.load("fashion_mnist")

    assert np.array_equal(data.train[0], keras.datasets.fashion_mnist.load_data()[0][0])
    assert len(data.train[0]) == 70
    assert not data.source.embedded


def test_a_download_shows_its_progress_and_ends_in_keras_cache(server, keras_home, garment_files, capsys):
    server.files = garment_files

    data = datasets.load("fashion_mnist")

    assert len(data.test[0]) == 20
    assert contents(keras_home) == garment_files
    assert "t10k-images-idx3-ubyte.gz (127.0.0.1): 0.0 of 0.0 MB" in capsys.readouterr().err


@pytest.mark.parametrize("damaged", [b"", b"no archive", None], ids=["empty", "other", "half"])
def test_a_damaged_file_in_the_cache_is_downloaded_again_and_kept_aside(damaged, server, keras_home, garment_files):
    server.files = garment_files
    name = "t10k-images-idx3-ubyte.gz"
    damaged = garment_files[name][:1000] if damaged is None else damaged
    fill_cache(keras_home, garment_files | {name: damaged})

    data, message = warned_of("fashion_mnist")

    assert "kept as" in message
    assert len(data.test[0]) == 20
    assert contents(keras_home) == garment_files | {f"{name}.rejected": damaged}


def test_files_that_do_not_belong_together_are_downloaded_again(server, keras_home, garment_files):
    server.files = garment_files
    fill_cache(keras_home, garment_files | {"train-labels-idx1-ubyte.gz": gzip.compress(bytes(9))})

    data, _ = warned_of("fashion_mnist")

    assert len(data.train[0]) == len(data.train[1]) == 70


def test_a_cache_that_cannot_be_read_is_announced(server, keras_home):
    server.way = "absent"
    (keras_home / "datasets" / "mnist.npz").mkdir(parents=True)

    data, message = warned_of("mnist")

    assert data.source.embedded
    assert "mnist.npz cannot be read" in message


def test_a_download_that_cannot_be_kept_is_announced(server, keras_home, garment_files):
    server.files = garment_files
    (keras_home / "datasets").write_text("a file where the folder should be")

    data, message = warned_of("fashion_mnist")

    assert data.source.drawn
    assert "cannot be kept in" in message


@pytest.mark.parametrize("writable", [True, False])
def test_keras_keeps_its_files_where_we_look_for_them(writable, keras_home, monkeypatch, tmp_path):
    if not writable:
        keras_home.rmdir()
        keras_home.write_text("a file where the folder should be")
        keras_home = keras_home / "below"
        monkeypatch.setenv("KERAS_HOME", str(keras_home))
        monkeypatch.setattr("keras.src.backend.config._KERAS_DIR", str(keras_home))
    any_file = tmp_path / "any"
    any_file.write_text("")

    kept = pathlib.Path(keras.utils.get_file("lessonlib-test", origin=any_file.as_uri()))
    kept.unlink()

    assert kept.parent == keras_data.cache_folder("mnist")
