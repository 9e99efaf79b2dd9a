"""Whatever is passed to `check` and `hint`: a verdict within a second, no exception, and nothing is changed."""

import copy
import functools
import gc
import time

import keras
import numpy as np
import pytest
import tensorflow as tf
from attempts import SOLUTIONS
from hypothesis import given, settings
from hypothesis import strategies as st

from judged import QUESTIONS
from lessonlib import checks
from lessonlib.checks import check, hint
from lessonlib.quiz import bank, registry
from lessonlib.quiz.courses import SOURCE, Course
from lessonlib.quiz.time_limits import TooLong, at_most

OUTCOMES = ("not attempted", "incorrect", "correct", "compare it yourself")
EXERCISES = registry.load(SOURCE / "checks")
NAMES = [*QUESTIONS, *EXERCISES]


@pytest.fixture(autouse=True, scope="module")
def small_course(tmp_path_factory):
    tasks = [bank.Task("five-layers", "Five layers", ("Begin at both ends.", "Then the middle."))]
    folder = tmp_path_factory.mktemp("small")
    (folder / bank.NAME).write_text(bank.write(QUESTIONS.values(), tasks), encoding="utf-8")
    small = Course("small", folder, SOURCE / "checks")
    before, checks.courses = checks.courses, lambda: (small,)
    for id in EXERCISES:
        check(id, *solution_of(id))  # what is read once is not part of a call
    gc.freeze()  # nor is a look through the million things of these tests, which a long list makes Python take
    yield
    gc.unfreeze()
    checks.courses = before


def endless(*_, **__):
    while True:
        pass


def asks_without_end(*_, **__):
    while True:
        np.zeros(3).mean()


def waits(*_, **__):
    time.sleep(3600)


class Acting:
    """Acts whatever is done with it."""

    def __init__(self, act):
        self.act = act

    def _act(self, *_, **__):
        return self.act()

    __repr__ = __str__ = __eq__ = __hash__ = __len__ = __iter__ = __bool__ = __call__ = __float__ = __int__ = _act
    __index__ = __contains__ = __getitem__ = __lt__ = __le__ = __array__ = __format__ = _act


class Raising(Acting):
    """Raises whatever is done with it."""

    def __init__(self, error):
        super().__init__(fails_with(error))


class Claiming(Raising):
    """Says that it has every attribute, and raises when one is used."""

    def __getattr__(self, name):
        return Raising(RuntimeError(name))


class Network(keras.Model):
    """A model whose call does not keep to any rule."""

    def __init__(self, act):
        super().__init__()
        self.act = act
        self.built = True
        self.kernel = self.add_weight(shape=(1,))

    def call(self, inputs):
        return self.act(inputs)


class Text(str):
    """A text that cannot be compared."""

    __slots__ = ()

    def __eq__(self, other):
        raise RuntimeError

    __hash__ = str.__hash__


def held_by_itself(kind):
    if kind is dict:
        held = {}
        held["self"] = held
        return held
    held = []
    held.append(held)
    return held if kind is list else (held,)


def deep():
    nested = []
    for _ in range(100_000):
        nested = [nested]
    return nested


def fails_with(error):
    def function(*_, **__):
        raise error

    return function


def leave(*_, **__):
    raise SystemExit(3)


MANY = list(range(12_000_000))
ERRORS = [
    ValueError("no"),
    SystemExit(1),
    GeneratorExit(),
    RecursionError(),
    MemoryError(),
    StopIteration(),
    OSError(9),
]
SINGLE = [
    *(10**5000, -(10**5000), 10**18, float("nan"), float("inf"), -0.0, 1e308, 2j, True, None, ..., NotImplemented),
    *(b"24", bytearray(b"2"), memoryview(b"2"), range(10**12), slice(1), object(), type, int, np, keras.Model, print),
    *("", " ", "\x00", "\ud800", "x" * 12_000_000, "9" * 10_000, "(" * 5000, "B", "(24, 24)", "12560", "{given}", "%s"),
    *(MANY, tuple(MANY[:1_000_000]), [MANY], {"a": MANY}, set(range(100_000)), dict.fromkeys(range(100_000), 1)),
    *(np.zeros(12_000_000), np.zeros((0,)), np.zeros(()), np.array("B"), np.array([None, 1], dtype=object)),
    *(np.array([1 + 1j]), np.full((3, 3), np.nan), np.full((3, 3), np.inf), np.zeros((1,) * 30), np.ma.masked_all(3)),
    *(
        tf.zeros((2, 3)),
        tf.TensorShape(None),
        tf.TensorShape([None, 3]),
        tf.constant("B"),
        tf.ragged.constant([[1], []]),
    ),
    *(keras.Input((4,)), keras.Input((28, 28, 1)), keras.layers.Dense(3), keras.Sequential(), keras.Variable([1.0])),
    *(
        leave,
        lambda: 1,
        lambda *a: a,
        lambda *a: None,
        lambda *a: MANY,
        lambda *a: deep(),
        lambda *a: Raising(OSError()),
    ),
    *(held_by_itself(list), held_by_itself(dict), held_by_itself(tuple), deep(), Claiming(RuntimeError()), Text("B")),
    *(Raising(error) for error in ERRORS),
    *(fails_with(error) for error in ERRORS),
    *([Raising(error)] for error in ERRORS[:3]),
    *({"a": Raising(error)} for error in ERRORS[:3]),
    Network(lambda inputs: inputs),
    Network(lambda _: None),
    Network(lambda _: tf.zeros((0, 10))),
    Network(fails_with(SystemExit(1))),
]
# Hypothesis compares and shows what it draws, and these are not to be compared or shown: it draws their numbers.
number = st.integers(0, len(SINGLE) - 1)
recipes = st.one_of(
    number.map(lambda one: ("one", one)),
    st.lists(number, max_size=3).map(lambda some: ("list", *some)),
    st.tuples(st.just("tuple"), number, number),
    st.tuples(st.just("plain"), st.integers() | st.text(max_size=9)),
)


def made(recipe):
    kind, *parts = recipe
    things = parts if kind == "plain" else [SINGLE[part] for part in parts]
    return things if kind == "list" else tuple(things) if kind == "tuple" else things[0]


@functools.cache
def solution_of(id):
    return SOLUTIONS[id]()


def seconds_of(act):
    """Return what an act returns, and the seconds that this process worked for it; a busy machine does not count."""
    start = time.process_time()
    result = act()
    return result, time.process_time() - start


@given(st.sampled_from([*NAMES, "fiv-layers"]), st.lists(recipes, max_size=4))
def test_a_check_ends_with_a_verdict_whatever_is_passed(id, drawn):
    answer = [made(recipe) for recipe in drawn]

    result, seconds = seconds_of(lambda: check(id, *answer))

    assert result.outcome in OUTCOMES
    assert isinstance(repr(result), str)
    assert isinstance(result._repr_html_(), str)
    assert seconds < 1


@given(recipes | st.just(("plain", "five-layers")), st.lists(recipes, max_size=2))
def test_nothing_is_a_name_or_a_number_that_makes_check_or_hint_raise(drawn, more):
    name, rest = made(drawn), [made(recipe) for recipe in more]

    (result, said), seconds = seconds_of(lambda: (check(name, *rest), hint(name, *rest[:1])))

    assert result.outcome in OUTCOMES
    assert isinstance(said, str)
    assert seconds < 1


@pytest.mark.parametrize("id", EXERCISES)
@given(st.integers(0, 9), number)
@settings(max_examples=settings().max_examples // 5)
def test_an_answer_with_one_strange_part_gets_a_verdict(id, place, one):
    solution = solution_of(id)
    answer = [*solution[: place % len(solution)], SINGLE[one], *solution[place % len(solution) + 1 :]]

    result, seconds = seconds_of(lambda: check(id, *answer))

    assert result.outcome in OUTCOMES
    assert seconds < 2


CHANGEABLE = [
    [1, 2, 3],
    {"a": [1, 2]},
    [[0.0] * 3] * 3,
    ["A", "B"],
    {"8": [0.1], "128": [0.2, 0.3, 0.4], "256": [0.5]},
    np.arange(9.0).reshape(3, 3),
    np.zeros((490, 784)),
    (np.zeros((500, 28, 28)), [1] * 500),
]


def alike(one, other):
    if isinstance(one, np.ndarray):
        return np.array_equal(one, other)
    if isinstance(one, dict):
        return alike([*one.items()], [*other.items()])
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(alike, one, other))
    return one == other


@given(st.sampled_from(NAMES), st.lists(st.sampled_from(CHANGEABLE), min_size=1, max_size=3))
def test_what_is_passed_is_as_it_was(id, answer):
    before = copy.deepcopy(answer)

    check(id, *answer)

    assert alike(answer, before)


@pytest.mark.parametrize("id", ["function-for-the-size", "pool-by-hand", "label-the-rows", "first-aid"])
def test_a_function_that_never_ends_is_stopped_and_asked_about(id):
    result, seconds = seconds_of(lambda: check(id, endless))

    assert result.outcome == "not attempted"
    assert "Does a loop never end?" in result.feedback
    assert seconds < 1.5


@pytest.mark.parametrize("id", ["five-layers", "fashion-mnist", "network-for-wine"])
def test_a_network_that_never_ends_is_stopped(id):
    answer = [Network(endless), *solution_of(id)[1:]]

    result, seconds = seconds_of(lambda: check(id, *answer))

    assert "Does a loop never end?" in result.feedback
    assert seconds < 1.5


@pytest.mark.parametrize("id", [*EXERCISES, "count", "map", "rows", "code"])
def test_a_thing_that_never_ends_when_it_is_looked_at_is_stopped(id):
    answer = [Acting(endless)] * len(EXERCISES[id].names if id in EXERCISES else "1")

    result, seconds = seconds_of(lambda: check(id, *answer))

    assert result.outcome in OUTCOMES
    assert seconds < 1.5


@pytest.mark.parametrize("id", ["first-aid", "pool-by-hand"])
def test_a_loop_that_calls_a_library_is_stopped_a_little_later(id):
    result, seconds = seconds_of(lambda: check(id, asks_without_end))

    assert "Does a loop never end?" in result.feedback
    assert seconds < 3


def test_a_function_that_waits_is_stopped():
    result, seconds = seconds_of(lambda: check("pool-by-hand", waits))

    assert "What for?" in result.feedback
    assert seconds < 1


def work(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def test_only_what_somebody_else_does_is_limited():
    end = time.thread_time() + 1
    with at_most(0.1):
        while time.thread_time() < end:
            pass

    with pytest.raises(TooLong), at_most(0.1):
        work(1)


def test_a_limit_within_a_limit_ends_alone():
    with at_most(60):
        with pytest.raises(TooLong), at_most(0.1):
            work(1)
        with pytest.raises(TooLong, match="its own lines"):
            work(10)


def test_a_stop_is_not_lost_in_what_the_garbage_collector_calls():
    calls = []

    def called(phase, info):
        calls.append(phase)
        work(0.3)

    def collects():
        with at_most(60):
            while len(calls) < 20:
                gc.collect(0)
                work(0.001)

    gc.callbacks.append(called)
    try:
        with pytest.raises(TooLong):
            collects()
    finally:
        gc.callbacks.remove(called)

    assert len(calls) < 10


@pytest.mark.parametrize("each", [0.01, 0.3])
def test_limits_within_a_limit_have_its_time_together(each):
    blocks = []

    def work_in_blocks():
        with at_most(60):
            while sum(blocks) < 3:
                with at_most(60):
                    work(each)
                blocks.append(each)

    with pytest.raises(TooLong, match="its own lines"):
        work_in_blocks()

    assert 0 < sum(blocks) < 1.5


def test_an_iterator_is_not_used_up():
    numbers = iter([1, 2, 3])

    check("some", numbers)

    assert list(numbers) == [1, 2, 3]


def test_ctrl_c_ends_a_check(monkeypatch):
    monkeypatch.setattr(checks, "_checked", fails_with(KeyboardInterrupt()))

    with pytest.raises(KeyboardInterrupt):
        check("one", "A")
