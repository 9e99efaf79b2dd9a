"""What comes from outside is refused, and says so: nothing else changes, no error is uncaught, no code is foreign."""

import json
import struct
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page

from course import build_course, serve_course
from hostile import PAYLOADS, addresses, stored
from lessonlib.networks import stacks
from served import SITE

LAB = "lab.html"
# What a reader sees and what a script can change, without the sentence that says what is refused.
PICTURE = """
    () => {
        const copy = document.querySelector("article").cloneNode(true);
        copy.querySelectorAll(".se-notice, .q-verdict").forEach((said) => said.replaceChildren());
        // Meanwhile the paper loads its network, and the lab measures how long a training will take.
        copy.querySelectorAll("draw-a-digit, .lab-progress").forEach((each) => each.remove());
        copy.querySelectorAll(".question").forEach((asked) => asked.removeAttribute("data-outcome"));
        copy.querySelectorAll(".q-actions button").forEach((each) => each.removeAttribute("hidden"));
        const fields = [...document.querySelectorAll("input, textarea, select")]
            .filter((field) => !field.closest("draw-a-digit"));
        const values = fields.map((field) => [field.value, field.checked]);
        return JSON.stringify([copy.innerHTML, values, document.title, String(window.ran)]);
    }
"""
FOLLOW = """
    async (given) => {
        const explorer = document.querySelector("stack-explorer");
        const picture = PICTURE;
        const found = [];
        for (const [index, hash] of given.entries()) {
            const before = picture();
            const heard = new Promise((done) => addEventListener("hashchange", done, { once: true }));
            location.hash = index % 2 ? "#stack=" + hash : "#stack=" + encodeURIComponent(hash);
            await heard;
            let text = location.hash.slice(7);
            try { text = decodeURIComponent(text); } catch { /* a cut % */ }
            const written = lessonlib.stacks.parse(text).stack;
            found.push({
                text,
                notice: explorer.notice.textContent,
                same: before === picture(),
                code: explorer.code.textContent,
                offered: !explorer.shared[0].hidden,
                link: decodeURIComponent(explorer.link.hash),
                format: written ? lessonlib.stacks.format(written) : "",
            });
        }
        return found;
    }
""".replace("PICTURE", PICTURE.strip())


def stack_or_none(text: str) -> stacks.Stack | None:
    """Return the stack that lessonlib.networks.stacks reads."""
    try:
        return stacks.parse(text)
    except ValueError:
        return None


@pytest.fixture
def still(page) -> Page:
    """A page on which nothing glides, so that what it shows is settled at once."""
    page.emulate_media(reduced_motion="reduce")
    return page


def test_of_500_hostile_addresses_the_explorer_takes_what_python_takes_and_refuses_the_rest(still, site_url):
    page = still
    page.goto(site_url + LAB)

    found = page.evaluate(FOLLOW, addresses(500))

    refused = [each for each in found if stack_or_none(each["text"]) is None]
    taken = [each for each in found if stack_or_none(each["text"]) is not None]
    assert len(refused) > 300
    assert len(taken) >= 10
    assert [each for each in refused if "holds no stack that can be read" not in each["notice"]] == []
    assert [each["text"] for each in refused if not each["same"]] == []
    assert [each for each in taken if each["notice"]] == []
    for each in taken:
        assert stacks.parse(each["format"]) == stacks.parse(each["text"])
    # Keras is not asked for sizes beyond what the explorer shows; then there is nothing to copy.
    wrong = [each for each in taken if each["offered"] and each["code"] != stacks.code(stacks.parse(each["text"]))]
    assert wrong == []
    # Behind the stack the lab's link holds its settings.
    links = [(each["link"].partition("&")[0], f"#stack={each['format']}") for each in taken if each["offered"]]
    assert [pair for pair in links if pair[0] != pair[1]] == []


@pytest.mark.parametrize("text", addresses(8, seed=3))
def test_a_hostile_address_is_refused_when_the_page_opens_with_it(still, site_url, text):
    page = still
    page.goto(site_url + LAB)
    prepared = page.evaluate(PICTURE)

    page.goto("about:blank")
    page.goto(f"{site_url}{LAB}#stack={quote(text)}")

    known = stack_or_none(text)
    notice = page.locator(".se-notice").first.inner_text()
    assert ("holds no stack that can be read" in notice) == (known is None)
    if known is None:
        assert page.evaluate(PICTURE) == prepared
    assert page.evaluate("window.ran") is None


@pytest.mark.parametrize(
    "address", ["search.html?q={}", "index.html?highlight={}#{}", "slides/02-convolution.html?core={}#/{}"]
)
def test_other_addresses_run_nothing_and_raise_nothing(page, site_url, address):
    for payload in PAYLOADS:
        if len(payload) < 1000:
            page.goto(site_url + address.format(*[quote(payload)] * 2))
            page.wait_for_load_state("networkidle" if "search" in address else "load")
            assert page.evaluate("window.ran") is None


@pytest.fixture(scope="module")
def course_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a course with every kind of question."""
    with serve_course(build_course(tmp_path_factory.mktemp("course"))) as url:
        yield url


@pytest.fixture
def kinds(browser, course_url) -> Iterator[Page]:
    """A page with every kind of question; no error may stay uncaught."""
    errors: list[str] = []
    with browser.new_context() as context:
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(course_url + "lessons/kinds.html")
        yield page
    assert errors == []


# A right answer to each kind, in the form in which it is kept.
RIGHTS: dict[str, Any] = {
    "the-map": ["C"],
    "the-even": ["B", "D"],
    "the-weights": "160",
    "the-shape": "None 24 24",
    "the-rows": {"images": "input", "filters": "hidden", "digits": "output"},
    "the-program": ["floor", "/"],
    "the-words": {"text": "It slides", "ticked": ["A"]},
}
KEEP = """
    (values) => {
        localStorage.clear();
        for (const [id, text] of values) {
            const asked = document.getElementById(`question-${id}`);
            localStorage.setItem(`lessonlib /a/course/ ${asked.key}`, text);
        }
    }
"""
SHOWN = """
    (ids) => ids.map((id) => {
        const asked = document.getElementById(`question-${id}`);
        return [asked.dataset.outcome, asked.querySelector(".q-verdict").innerText];
    })
"""
BACK = "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"


def keep(page: Page, values: list[tuple[str, str]]) -> None:
    page.evaluate(KEEP, values)


def things(page: Page) -> dict[str, str]:
    """Return the right groups, with the things as the page names them."""
    return page.evaluate("document.getElementById('question-the-rows').data.key")


def test_what_the_page_keeps_is_taken(kinds):
    rights = RIGHTS | {"the-rows": things(kinds)}
    kept = [(id, json.dumps({"answer": answer, "outcome": "correct"})) for id, answer in rights.items()]

    keep(kinds, kept)
    kinds.reload()

    outcomes = [outcome for outcome, _ in kinds.evaluate(SHOWN, list(rights))]
    assert set(outcomes) <= {"correct", "incorrect"}


def test_500_stored_values_that_are_no_answers_are_refused_and_said_to_be(kinds, course_url):
    rights = RIGHTS | {"the-rows": things(kinds)}
    fresh = kinds.evaluate(PICTURE)
    values = list(stored(504, rights))

    for start in range(0, len(values), len(rights)):
        batch = values[start : start + len(rights)]
        keep(kinds, batch)
        # Every fourth time the page is loaded anew; else it is shown again, as by the Back button.
        kinds.reload() if start // len(rights) % 4 == 0 else kinds.evaluate(BACK)

        shown = kinds.evaluate(SHOWN, list(rights))
        wrong = [
            (value, outcome, said)
            for value, (outcome, said) in zip(batch, shown, strict=True)
            if outcome != "not attempted" or "cannot be read" not in said
        ]
        assert wrong == []
        assert kinds.evaluate(PICTURE) == fresh

    kinds.goto(course_url)
    assert kinds.locator(".q-progress").first.inner_text() == "0 of 10 right"
    assert kinds.locator(".review li:visible").count() == 0


@pytest.mark.parametrize("id", ["the-weights", "the-shape", "the-program"])
def test_a_pasted_flood_is_cut_and_judged_at_once(kinds, id):
    """Patterns that look for a number take the square of its length in the worst case."""
    asked = kinds.locator(f"#question-{id}")
    for flood in ("1" + " " * 20_000 + "1", "(" * 20_000 + "x", "1," * 10_000, '"' * 20_001):
        field = asked.locator("fieldset input").first
        field.fill("")
        field.focus()
        kinds.keyboard.insert_text(flood)
        began = kinds.evaluate("performance.now()")
        asked.get_by_role("button", name="Check", exact=True).click()

        assert kinds.evaluate("performance.now()") - began < 2000
        assert len(field.input_value()) <= 200
        if asked.get_by_role("button", name="Try again").is_visible():
            asked.get_by_role("button", name="Try again").click()


def test_a_stored_mode_that_is_none_is_not_taken(page, site_url):
    for payload in PAYLOADS:
        page.goto(site_url + LAB)
        page.evaluate("(text) => { localStorage.mode = localStorage.theme = text; }", payload)
        page.reload()
        assert page.evaluate("document.documentElement.dataset.theme") in {"light", "dark"}
        assert page.evaluate("document.documentElement.dataset.mode") in {"light", "dark", "auto"}


NETWORK = (
    (SITE / "_static" / "digit-network.bin").read_bytes() if (SITE / "_static" / "digit-network.bin").exists() else b""
)
BAD_HEADS = [
    *(None, True, 0, "x", [], {}),
    *({"layers": each} for each in (None, {}, [], [None], [1], ["Conv2D"], [[]], {"length": 3})),
    *({"labels": each} for each in (None, {}, [], [None], [10], [-1], ["<img src=x onerror=window.ran=1>"], [1.5])),
    *({"bytes": each} for each in (None, -1, 0, "1217640", 1e300)),
    *(
        {"first": each}
        for each in ({"kind": "constructor"}, {"kind": ["Conv2D"]}, {"kind": "Dense"}, {"activation": "eval"})
    ),
    *(
        {"first": {"shapes": each}}
        for each in (None, [], [[3, 3, 1, 16]], [[3, 3, 1, 16], [17]], [[3, 3, 2, 16], [16]])
    ),
    *(
        {"first": {"shapes": [[*each, 1, 16], [16]]}}
        for each in ([-3, 3], [0, 3], [3e9, 3], ["3", 3], [29, 3], [None, 3])
    ),
    *({"first": {"name": each}} for each in (None, 1, ["conv2d"])),
]
READ = """
    (bodies) => bodies.map((body) => {
        try {
            lessonlib.network.read(Uint8Array.from(atob(body), (letter) => letter.charCodeAt(0)).buffer);
            return "taken";
        } catch (error) {
            return error.message;
        }
    })
"""


def with_head(change: Any) -> bytes:
    """Return the network's file with another header."""
    length = struct.unpack("<I", NETWORK[4:8])[0]
    head = json.loads(NETWORK[8 : 8 + length])
    if isinstance(change, dict) and change:
        head["layers"][0] |= change.get("first", {})
        head |= {name: value for name, value in change.items() if name != "first"}
    else:
        head = change
    text = json.dumps(head).encode()
    return NETWORK[:4] + struct.pack("<I", len(text)) + text + NETWORK[8 + length :]


def test_a_network_of_another_form_is_refused_with_a_sentence(page, site_url):
    from base64 import b64encode

    page.goto(site_url + LAB)
    bodies = [with_head(change) for change in BAD_HEADS]

    said = page.evaluate(READ, [b64encode(body).decode() for body in [with_head({"more": 1}), *bodies]])

    assert said[0] == "taken"
    wrong = [
        (change, text)
        for change, text in zip(BAD_HEADS, said[1:], strict=True)
        if "The file of the network is" not in text
    ]
    assert wrong == []
    assert page.evaluate("window.ran") is None
