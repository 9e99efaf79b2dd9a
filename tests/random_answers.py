"""Random answers as people type them, in many habits and alphabets: both judges are fed from here."""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lessonlib.quiz.model import Question
from lessonlib.quiz.parsing import read_literal
from lessonlib.quiz.spellings import shared

# What people write around, between and instead of digits.
HABITS = json.loads((Path(__file__).parent / "data" / "habits.json").read_text(encoding="utf-8"))


def seldom(chance: random.Random, habit: str, share: float = 0.15) -> str:
    """Return one text of a habit; mostly none."""
    return str(chance.choice(HABITS[habit])) if chance.random() < share else ""


def random_answer(chance: random.Random, question: Question) -> Any:
    """Return an answer to a question in the form that the page's script judges."""
    make: dict[str, Callable[[random.Random, Question], Any]] = {
        "choice": random_letters,
        "several": random_letters,
        "number": random_number,
        "shape": random_shape,
        "sort": random_groups,
        "blanks": random_fillings,
        "text": random_text,
        "order": random_order,
    }
    return make[question.kind](chance, question)


def random_letters(chance: random.Random, question: Question) -> list[str]:
    letters = [choice.letter for choice in question.choices]
    most = 1 if question.kind == "choice" else len(letters)
    return chance.sample(letters, chance.randint(0, most))


def in_other_digits(chance: random.Random, text: str) -> str:
    """Return the text with the digits of one alphabet, or of a mixture of some."""
    zeros = shared()["zeros"]
    own = chance.choice(zeros)
    mixed = chance.random() < 0.1
    return "".join(
        chr(ord(chance.choice(zeros) if mixed else own) + int(mark)) if mark in "0123456789" else mark for mark in text
    )


def circled(text: str) -> str:
    """Return the text with each digit in a circle."""
    return "".join(chr(0x2460 + int(mark) - 1) if mark in "123456789" else mark.replace("0", "⓪") for mark in text)


def wrapped(chance: random.Random, text: str) -> str:
    """Return the text with what people write around it."""
    if chance.random() < 0.15:
        text = in_other_digits(chance, text)
    elif chance.random() < 0.04:
        text = circled(text)
    begun, closed = chance.choice(HABITS["wrapped"]) if chance.random() < 0.2 else ("", "")
    spaces = [seldom(chance, "spaces") for _ in range(4)]
    text = f"{spaces[0]}{begun}{spaces[1]}{text}{spaces[2]}{closed}{spaces[3]}"
    return seldom(chance, "before", 0.1) + text + seldom(chance, "behind", 0.1)


def random_number(chance: random.Random, question: Question) -> str:
    listed = [float(choice.text.replace("_", "")) for choice in question.choices if choice.text != "otherwise"]
    near = question.key + chance.choice([-1, 1, 0.5, question.key * 9, -2 * question.key, 10 ** chance.randint(3, 20)])
    value = chance.choice([question.key, question.key, *listed, near])
    if chance.random() < 0.08:
        return str(chance.choice(HABITS["words"]))
    small = [word for word, number in shared()["words"].items() if number == value]
    written = chance.choice(small) if small and chance.random() < 0.2 else digits_of(chance, value)
    text = wrapped(chance, str(chance.choice([str, str, str, str.upper, str.title])(written)))
    if question.unit and chance.random() < 0.25:
        text = with_unit(chance, text, question.unit)
    return text


def with_unit(chance: random.Random, text: str, unit: str) -> str:
    """Return a number with its unit, as people shorten it, behind it, before it, or around both."""
    named = {
        "one": unit[:-1],
        "first": unit.partition(" ")[0],
        "five": unit[:5],
        "two": unit[:2],
        "upper": unit.upper(),
    }
    written = str(chance.choice(HABITS["units"])).format(unit=unit, **named)
    if chance.random() < 0.1:
        return written + chance.choice([": ", " ", " = "]) + text
    begun, closed = chance.choice(HABITS["wrapped"]) if chance.random() < 0.1 else ("", "")
    return begun + text + chance.choice(["", " "]) + written + closed


def digits_of(chance: random.Random, value: float) -> str:
    """Return a number as text: grouped, with a comma or a point, in powers of ten."""
    whole = float(value).is_integer() and abs(value) < 1e15
    text = str(int(value)) if whole else f"{value:.6g}"
    if chance.random() < 0.1:
        text = f"{value:e}"
    if "e" not in text and chance.random() < 0.5:
        first, _, fraction = text.partition(".")
        grouped = f"{int(first):,}".replace(",", chance.choice(HABITS["groups"]))
        point = chance.choice(".,")
        text = grouped + (point + fraction if fraction else "")
    if whole and chance.random() < 0.2:
        text += chance.choice([".0", ".", ",0", ".00", ",", "0", ".5", "00"])
    if chance.random() < 0.05:
        text = chance.choice("+0") + text
    return text.replace("-", chance.choice(HABITS["minus"]))


def random_shape(chance: random.Random, question: Question) -> str:
    listed = [read_literal(choice.text) for choice in question.choices if choice.text != "otherwise"]
    sizes = [*chance.choice([question.key, question.key, *listed])]
    change = chance.random()
    if change < 0.15:
        sizes.insert(0, chance.choice([None, None, None, 1, 32, 1024, "batch", "?", "n", "null", -1]))
    elif change < 0.2:
        chance.shuffle(sizes)
    elif change < 0.25:
        odd = [None, 0, 1080, "24.0", "24.5", "1,080", "n", "024", 10**16]
        sizes[chance.randrange(len(sizes))] = chance.choice(odd)
    if chance.random() < 0.05:
        return str(chance.choice(HABITS["words"]))
    between = str(chance.choice(HABITS["times"]))
    none = chance.choice(["None", "None", "none", "NONE", "null"])
    text = between.join(none if size is None else str(size) for size in sizes)
    if chance.random() < 0.4:
        forms = ["({})", "({})", "[{}]", "TensorShape([{}])", "shape=({})", "({},)", "tf.TensorShape([{}])", "Shape {}"]
        text = chance.choice(forms).format(text)
    return seldom(chance, "labels") + wrapped(chance, text)


def random_groups(chance: random.Random, question: Question) -> dict[str, str]:
    right = chance.random() < 0.3
    placed = {c.text: question.key[c.text] if right else chance.choice(question.groups) for c in question.choices}
    if chance.random() < 0.2:
        placed[chance.choice([*placed])] = ""
    if chance.random() < 0.1:
        placed.pop(chance.choice([*placed]))
    return placed


def random_fillings(chance: random.Random, question: Question) -> list[str]:
    odd = chance.randint(0, len(question.blanks))  # one blank in an odd spelling, or none, is more telling than all
    fillings = [random_filling(chance, question, number, odd) for number in range(1, len(question.blanks) + 1)]
    group = chance.choice(question.together) if question.together and chance.random() < 0.4 else ()
    for number, spelling in group[: chance.choice([1, len(group), len(group)])]:
        fillings[number - 1] = spelling
    return fillings


def random_filling(chance: random.Random, question: Question, number: int, odd: int) -> str:
    """Return an accepted filling or an expected mistake, as somebody types it."""
    listed = [text for _, _, text in (choice.text.partition(":") for choice in question.choices) if text]
    accepted = question.blanks[number - 1]
    if number != odd:
        return chance.choice(accepted)
    text = chance.choice(accepted) if chance.random() < 0.7 else chance.choice([*listed, *accepted, *HABITS["words"]])
    habits: list[Callable[[str], str]] = [
        *[str] * 6,
        str.upper,
        str.lower,
        str.title,
        lambda text: text.replace('"', "'"),
        lambda text: text.replace('"', chance.choice("\u201c\u201d\u201e\"\u2019'")),
        lambda text: f"layers.{text}",
        lambda text: f"{text}()",
        lambda text: f'"{text}"',
        lambda text: text.strip('"'),
        lambda text: "".join(chr(ord(mark) + 0xFEE0) if "!" <= mark <= "~" else mark for mark in text),
        lambda text: text.replace("(", " ( ").replace(",", " , "),
        lambda text: text.replace(")", ",)"),
        lambda text: text.replace("(", "[").replace(")", "]"),
    ]
    text = seldom(chance, "code before", 0.1) + chance.choice(habits)(text) + seldom(chance, "close")
    return seldom(chance, "spaces") + text


def random_order(chance: random.Random, question: Question) -> list[str]:
    """Return a right order, perhaps with two lines exchanged, or any lines in any order."""
    letters = [chr(ord("A") + number) for number, _ in enumerate(question.key["lines"])]
    if chance.random() < 0.3:
        return chance.sample(letters, chance.randint(0, len(letters)))
    order = [*chance.choice(question.key["orders"])]
    if chance.random() < 0.5:
        one, other = chance.sample(range(len(order)), 2)
        order[one], order[other] = order[other], order[one]
    return order


def random_text(chance: random.Random, question: Question) -> dict[str, Any]:
    letters = [choice.letter for choice in question.choices]
    text = chance.choice(HABITS["texts"])
    return {"text": text, "ticked": chance.sample(letters, chance.randint(0, len(letters))), "points": len(letters)}
