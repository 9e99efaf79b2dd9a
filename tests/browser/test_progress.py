"""Progress in a real browser: saved to a file, loaded on another device, merged; files of no good will do nothing."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from playwright.sync_api import Browser, Page, expect

import lessonlib
from course import build_course, serve_course
from hostile import LONGEST_WORD, PAYLOADS, damaged_files

expect.set_options(timeout=30_000)

SCHEMA = json.loads((Path(lessonlib.__file__).parent / "quiz" / "static" / "progress.schema.json").read_text("utf-8"))
REFUSED = ("is damaged", "is no file of progress", "is newer", "is too large", "left out")
NAME = "Name, only if somebody asks for it"


@pytest.fixture(scope="module")
def course_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve_course(build_course(tmp_path_factory.mktemp("course"))) as url:
        yield url


@pytest.fixture
def device(browser: Browser, course_url: str) -> Iterator[Callable[[], Page]]:
    """Give a browser with an empty memory, at the home page; no error may stay uncaught, and no script may run."""
    contexts, errors = [], []

    def fresh() -> Page:
        contexts.append(context := browser.new_context())
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(course_url)
        return page

    yield fresh
    for context in contexts:
        assert [page.evaluate("window.ran") for page in context.pages] == [None]
        context.close()
    assert errors == []


def answer(page: Page, course_url: str, id: str, letter: str) -> None:
    """Choose an option of a question, check it, and come back."""
    page.goto(course_url + "lessons/kinds.html")
    asked = page.locator(f"#question-{id}")
    again = asked.get_by_role("button", name="Try again")
    if again.is_visible():
        again.click()
    asked.locator(f"input[value={letter}]").check()
    asked.get_by_role("button", name="Check", exact=True).click()
    page.goto(course_url)


def save(page: Page) -> dict[str, Any]:
    """Return what the page saves."""
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save to a file").click()
    return json.loads(Path(saved.value.path()).read_text("utf-8"))


def load(page: Page, content: Any, name: str = "progress.json") -> str:
    """Load a file, and return what the page says of it."""
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    told = page.locator(".pf-told")
    page.locator("progress-file input[type=file]").set_input_files({"name": name, "mimeType": "", "buffer": data})
    expect(told).to_contain_text(name)
    return told.inner_text()


def memory(page: Page) -> dict[str, str]:
    return page.evaluate("({ ...localStorage })")


def test_what_is_saved_is_shown_before_and_obeys_the_published_schema(device, course_url):
    page = device()
    answer(page, course_url, "the-map", "A")
    page.get_by_label(NAME).fill("Ada")

    page.locator("progress-file summary").first.click()

    row = page.locator("progress-file tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("question 1: the map")
    expect(row).to_contain_text("A (incorrect)")
    shown = json.loads(page.locator("progress-file pre").text_content())
    saved = save(page)
    jsonschema.validate(saved, SCHEMA)
    assert saved | {"saved": ""} == shown | {"saved": ""}
    assert saved["name"] == "Ada"
    assert saved["records"][0]["mistakes"] == [0]


def test_no_name_is_in_the_file_unless_one_is_given(device, course_url):
    assert "name" not in save(device())


def test_an_answer_goes_to_another_device_and_the_newer_one_wins_there_and_back(device, course_url):
    old, new = device(), device()
    answer(old, course_url, "the-map", "A")
    answer(old, course_url, "the-even", "B")
    answer(new, course_url, "the-map", "C")

    told = load(new, save(old))

    assert "1 record new here, 0 newer than here, 1 not newer" in told
    expect(new.locator(".q-progress").first).to_have_text("1 of 10 right")
    assert "0 records new here, 1 newer than here, 1 not newer" in load(old, save(new))
    both = [{record["id"]: record for record in save(page)["records"]} for page in (old, new)]
    assert both[0] == both[1]
    assert both[0]["the-map"]["answer"] == ["C"]
    # That the older device met a mistake stays known.
    assert both[0]["the-map"]["mistakes"] == [0]


def test_loading_a_file_twice_changes_nothing(device, course_url):
    page = device()
    answer(page, course_url, "the-map", "A")
    saved = save(page)
    before = memory(page)

    told = load(page, saved)

    assert "0 records new here, 0 newer than here, 1 not newer" in told
    assert memory(page) == before


def test_a_file_goes_through_another_version_of_the_site_and_back_and_nothing_is_lost(device, course_url):
    """What this version does not know, it keeps: other versions of questions, other kinds of records, other fields."""
    page = device()
    answer(page, course_url, "the-map", "A")
    saved = save(page)
    known = saved["records"][0]
    at = known["at"]
    saved["records"] += [
        known | {"version": "00000000", "answer": ["B"]},
        known | {"id": "gone", "version": "11111111", "more": {"deep": [1, None, "x"]}},
        {"kind": "prediction", "id": "lessons/02 first", "at": at, "value": 3, "shown": True},
        {"kind": "check", "id": "five-layers", "at": at, "outcome": "correct", "feedback": "Well built."},
        {"kind": "run", "id": "17", "at": at, "name": "of a lab that this course does not have"},
    ]

    other = device()
    load(other, saved)
    answer(other, course_url, "the-even", "B")
    back = save(other)

    def records(saved: dict[str, Any]) -> list[str]:
        return sorted(json.dumps(each, sort_keys=True) for each in saved["records"] if each["id"] != "the-even")

    assert records(back) == records(saved)
    other.goto(course_url + "lessons/kinds.html")
    other.goto(course_url)
    assert records(save(other)) == records(saved)


def test_a_clock_that_is_ahead_does_not_win_for_ever(device, course_url):
    page = device()
    answer(page, course_url, "the-map", "A")
    saved = save(page)
    saved["records"][0] |= {"at": "2999-01-01T00:00:00.000Z", "answer": ["B"]}

    load(page, saved)
    answer(page, course_url, "the-map", "C")
    load(page, saved | {"records": [saved["records"][0] | {"at": "2020-01-01T00:00:00.000Z"}]})

    assert save(page)["records"][0]["answer"] == ["C"]


def test_an_answer_that_was_given_before_times_were_kept_is_older_than_any_other(device, course_url):
    page = device()
    answer(page, course_url, "the-map", "C")
    saved = save(page)
    del saved["records"][0]["at"]
    saved["records"][0]["answer"] = ["A"]

    assert "1 not newer" in load(page, saved)


def test_files_of_another_course_and_newer_ones_are_refused_by_name(device):
    page = device()
    file = save(page)

    foreign = load(page, file | {"course": "Statistics"}, "foreign.json")
    newer = load(page, file | {"version": 2}, "newer.json")

    assert "foreign.json: belongs to another course (Statistics)" in foreign
    assert "newer.json: is newer than this page" in newer


def test_damaged_and_hostile_files_are_said_to_be_so_and_run_nothing(device, course_url):
    page = device()
    answer(page, course_url, "the-map", "A")
    good = save(page)
    before = memory(page)

    for number, content in enumerate(damaged_files(good, 60)):
        told = load(page, content, f"bad-{number}.json")
        assert any(said in told for said in REFUSED), content[:200]

    assert memory(page) == before
    page.goto(course_url + "lessons/kinds.html")
    expect(page.locator("#question-the-map .q-verdict")).to_contain_text("Not yet.")


def test_a_file_of_100_mb_is_refused_before_it_is_read(device, tmp_path):
    page = device()
    file = tmp_path / "large.json"
    with file.open("wb") as out:
        out.truncate(100_000_000)

    page.locator("progress-file input[type=file]").set_input_files(str(file))

    expect(page.locator(".pf-told")).to_contain_text("is too large for a file of progress: 100.0 MB")


def test_what_a_sound_file_says_in_the_words_of_scripts_is_shown_as_words(device, course_url):
    """Such a record may be taken, for it is a record; what it says stays text."""
    page = device()
    answer(page, course_url, "the-map", "A")
    file = save(page)
    one = file["records"][0]
    file["records"] = [
        one | {"version": f"v{n}", "answer": text, "mistakes": [text, 1e300]} for n, text in enumerate(PAYLOADS)
    ]
    file["records"] += [{"kind": "check", "id": text[:200], "outcome": text[:200]} for text in PAYLOADS]

    load(page, file)
    page.locator("progress-file summary").first.click()
    page.goto(course_url + "lessons/kinds.html")
    page.goto(course_url)

    page.locator("progress-file summary").first.click()
    expect(page.locator("progress-file tbody tr").nth(20)).to_be_visible()
    assert 200 < page.evaluate(LONGEST_WORD, "progress-file table") <= 302
    assert "A" * 20_000 in page.locator("progress-file pre").text_content()
    assert page.locator("progress-file").evaluate("(all) => all.querySelectorAll('img, script, iframe').length") == 0


def test_a_browser_that_keeps_nothing_says_so(browser, course_url):
    with browser.new_context() as context:
        context.add_init_script("Storage.prototype.setItem = () => { throw new Error('full'); }")
        page = context.new_page()
        page.goto(course_url)
        file = {"format": "lessonlib progress", "version": 1, "course": "Test"}

        told = load(page, file | {"records": [{"kind": "answer", "id": "the-map", "version": "1", "answer": ["A"]}]})

        assert "This browser keeps no more" in told


def test_without_a_script_a_sentence_stands_there(browser, course_url):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(course_url)

        expect(page.locator("progress-file")).to_have_text(
            "Saving and loading needs JavaScript; nothing is kept without it."
        )


def test_runs_of_the_lab_travel_and_those_that_are_none_are_kept_unread(page, site_url):
    page.goto(site_url + "review.html")
    shares = {"training": 0.9, "validation": 0.8, "test": 0.75}
    sound = {
        "kind": "run",
        "id": "1700000000000",
        "at": "2026-01-29T09:00:00.000Z",
        "name": "<img src=x onerror=window.ran=1>",
        "stack": "28x28x1/Flatten/Dense,10,softmax",
        "settings": {"epochs": "2", "batch": "<script>window.ran=2</script>"},
        "parameters": 7850,
        "epochs": 2,
        "results": [{"seed": 1, **shares}],
    }
    others = [
        sound | {"id": "1", "stack": '"><script>window.ran=3</script>'},
        sound | {"id": "2", "results": [{"seed": 1, **shares, "test": 7}]},
        sound | {"id": "3", "results": [None]},
        sound | {"id": "x"},
        sound | {"id": "9" * 16},
        sound | {"id": "4", "name": {"toString": 1}},
    ]
    course = page.locator("progress-file").get_attribute("data-course")
    file = {"format": "lessonlib progress", "version": 1, "course": course, "records": [sound, *others]}

    assert "7 records new here" in load(page, file)
    page.goto(site_url + "lab.html")
    rows = page.locator(".lab-runs tbody tr")
    expect(rows).to_have_count(2)
    for row in (0, 1):
        rows.nth(row).get_by_role("button", name="Open").click()
    assert page.evaluate("window.ran") is None
    page.goto(site_url + "review.html")
    saved = save(page)

    kept, given = ({each["id"]: each for each in found["records"]} for found in (saved, file))
    assert kept == given
