"""What a learner does in the lab: builds, trains, watches, compares, draws, takes along; and what may go wrong."""

import re

import pytest
from playwright.sync_api import expect

from served import SITE
from visits import SETTINGS, open_page

LAB = "lab.html"
SMALL = "28x28x1/Conv2D,4,3,relu/MaxPooling2D,2/Flatten/Dense,16,relu/Dense,10,softmax"
QUICK = "&epochs=1&batch=64&images=500"
SLOW = SMALL.replace("Conv2D,4", "Conv2D,16")  # long enough that one can change something meanwhile
LIMIT = 60_000  # ms, on a machine that does other things, too
IN_AN_EPOCH = re.compile(r"Epoch \d+ of 30, step")
WATCH = """
    () => {
        window.seen = { shifts: [], tasks: [] };
        const watch = (type, keep) =>
            new PerformanceObserver((list) => list.getEntries().forEach(keep)).observe({ type });
        watch("layout-shift", (each) => each.hadRecentInput || window.seen.shifts.push(each.value));
        watch("longtask", (each) => window.seen.tasks.push(each.duration));
    }
"""


@pytest.fixture
def lab(page, site_url):
    """The lab with a small network, trained within a second or two."""
    return opened(page, site_url, SMALL + QUICK)


def opened(page, site_url, link):
    page.goto("about:blank")  # an address that differs in its fragment alone loads nothing
    page.goto(f"{site_url}{LAB}#stack={link}")
    return page.locator("cnn-lab")


def button(lab, name):
    return lab.get_by_role("button", name=name, exact=True)


def said(lab):
    return lab.locator(".lab-said")


def train(lab):
    button(lab, re.compile("^Train( anew)?$")).click()
    expect(said(lab)).to_contain_text("Trained: right about", timeout=LIMIT)


def paused(page, site_url):
    """Open the lab, and pause a training within its first epoch."""
    lab = opened(page, site_url, f"{SLOW}&epochs=30&batch=16")
    button(lab, "Train").click()
    expect(lab.locator(".lab-progress")).to_contain_text(IN_AN_EPOCH, timeout=LIMIT)
    button(lab, "Pause").click()
    expect(said(lab)).to_contain_text("Paused")
    return lab


def share(text):
    """The first percentage of a text, as a number from 0 to 100."""
    return float(re.search(r"([\d.]+) %", text)[1])


# ---------------------------------------------------------------- training


def test_a_network_is_trained_and_every_panel_shows_what_became_of_it(page, site_url):
    lab = opened(page, site_url, f"{SMALL}&epochs=3&batch=64")
    expect(lab.locator(".lab-progress")).to_contain_text("3 epochs: ")

    train(lab)

    assert share(said(lab).inner_text()) > 80
    assert lab.locator("svg.lab-chart circle").count() == 6
    assert re.search(r"validation [89]\d %", lab.locator("svg.lab-chart").last.get_attribute("aria-label"))
    numbers = lab.locator("details", has_text="The curves as numbers").locator("tbody tr")
    assert numbers.count() == 3
    counted = lab.locator(".lab-confusion tbody td").all_inner_texts()
    assert sum(int(each) for each in counted if each) == 1000
    assert re.fullmatch(r"\d, read \d", lab.locator(".lab-misread figcaption").first.inner_text())
    assert "step 55 of 55" in lab.locator(".lab-slider").inner_text()
    row = lab.locator(".lab-runs tbody tr").inner_text()
    assert "points" in row
    assert share(row) > 80


def test_it_can_be_paused_gone_on_with_stopped_and_begun_anew(page, site_url):
    lab = paused(page, site_url)
    page.wait_for_timeout(500)
    before = lab.locator(".lab-progress").inner_text()
    page.wait_for_timeout(500)
    assert lab.locator(".lab-progress").inner_text() == before

    button(lab, "Go on").click()
    expect(lab.locator(".lab-progress")).not_to_contain_text(before, timeout=LIMIT)
    button(lab, "Stop").click()
    expect(said(lab)).to_contain_text("right about", timeout=LIMIT)

    train_again = button(lab, "Train anew")
    expect(train_again).to_have_attribute("aria-disabled", "false")
    train_again.click()
    expect(lab.locator(".lab-progress")).to_contain_text(IN_AN_EPOCH, timeout=LIMIT)
    button(lab, "Stop").click()
    expect(said(lab)).to_contain_text("right about", timeout=LIMIT)


def test_a_trained_network_goes_on_where_it_ended(lab):
    train(lab)

    button(lab, "Go on").click()

    expect(lab.locator(".lab-progress")).to_contain_text("Done: 2 epochs", timeout=LIMIT)
    assert lab.locator("details", has_text="The curves as numbers").locator("tbody tr").count() == 2
    assert lab.locator(".lab-runs tbody tr").count() == 1


def test_several_seeds_make_one_row_with_their_spread(page, site_url):
    lab = opened(page, site_url, SMALL + QUICK + "&seeds=3&seed=5")

    button(lab, "Train").click()

    row = lab.locator(".lab-runs tbody tr")
    expect(row).to_contain_text("5, 6, 7", timeout=LIMIT)
    assert re.search(r"\d % \([\d.]+ % to [\d.]+ %\)", row.inner_text())


def test_garments_are_trained_on_too_and_their_classes_named(page, site_url):
    lab = opened(page, site_url, f"{SMALL}&data=fashion_mnist&epochs=1")

    train(lab)

    assert "of 250 validation images" in said(lab).inner_text()
    lab.get_by_role("button", name="A new image: Trouser").click()
    expect(lab.locator("lab-paper .dd-said")).to_contain_text("Your network reads")


def test_the_explorer_can_be_changed_while_it_trains(page, site_url):
    lab = opened(page, site_url, f"{SLOW}&epochs=30&batch=16")
    button(lab, "Train").click()
    expect(lab.locator(".lab-progress")).to_contain_text(IN_AN_EPOCH, timeout=LIMIT)

    lab.get_by_label("filters").first.fill("9")

    assert "26 × 26 × 9" in lab.locator("stack-explorer li").nth(1).inner_text()
    button(lab, "Stop").click()
    expect(said(lab)).to_contain_text("right about", timeout=LIMIT)


# ---------------------------------------------------------------- drawing


def draw_a_one(page, lab):
    paper = lab.locator("lab-paper canvas").first
    paper.scroll_into_view_if_needed()
    area = paper.bounding_box()
    page.mouse.move(area["x"] + 0.52 * area["width"], area["y"] + 0.2 * area["height"])
    page.mouse.down()
    page.mouse.move(area["x"] + 0.48 * area["width"], area["y"] + 0.8 * area["height"], steps=8)
    page.mouse.up()


def test_the_learners_own_network_reads_a_drawing_and_every_map_shows(page, site_url):
    lab = opened(page, site_url, f"{SMALL}&epochs=3&batch=64")
    train(lab)

    draw_a_one(page, lab)

    expect(lab.locator("lab-paper .dd-said")).to_contain_text("Your network reads 1")
    maps = lab.locator("lab-paper .dd-maps figcaption").all_inner_texts()
    assert maps == ["conv2d (Conv2D): 4 maps of 26 × 26", "max_pooling2d (MaxPooling2D): 4 maps of 13 × 13"]


def test_from_the_home_page_to_a_network_that_reads_a_drawing_in_fifteen_taps(browser, site_url):
    """At the width of a telephone, with nothing typed; drawing a digit counts as one tap."""
    with browser.new_context(**SETTINGS["light-390"], has_touch=True) as context:
        visit = open_page(context, site_url + "index.html")
        page, taps = visit.page, 0

        def tap(target):
            nonlocal taps
            taps += 1
            target.tap()

        tap(page.locator("main a[href='lab.html']").first)
        lab = page.locator("cnn-lab")
        tap(button(lab, "Train"))
        expect(said(lab)).to_contain_text("Trained: right about", timeout=LIMIT)
        assert "✓" in lab.locator(".lab-checks li", has_text="5 layers").inner_text()
        draw_a_one(page, lab)
        expect(lab.locator("lab-paper .dd-said")).to_contain_text("Your network reads 1")

        assert taps + 1 <= 15
        assert visit.console == []


# ---------------------------------------------------------------- what stays, and what goes along


def test_runs_are_named_kept_opened_and_forgotten(page, lab):
    train(lab)
    name = lab.locator(".lab-runs tbody input")
    name.fill("the first of mine")
    name.press("Tab")

    page.goto("about:blank")
    page.go_back()
    kept = page.locator(".lab-runs tbody input")
    expect(kept).to_have_value("the first of mine")
    lab.get_by_label("filters").first.fill("9")
    lab.get_by_role("button", name="Open the stack of the first of mine").click()
    assert lab.get_by_label("filters").first.input_value() == "4"

    lab.get_by_role("button", name="Delete the first of mine").click()
    page.reload()
    expect(lab.locator(".lab-runs")).to_contain_text("Each training becomes a row here")


def test_the_network_that_was_trained_last_reads_again_after_a_reload(page, lab):
    train(lab)
    page.wait_for_timeout(300)

    page.reload()
    button(lab, "Draw with the network that you trained last").click()
    expect(said(lab)).to_contain_text("is here again", timeout=LIMIT)
    draw_a_one(page, lab)

    expect(lab.locator("lab-paper .dd-said")).to_contain_text("Your network reads")


def test_a_link_holds_the_stack_and_the_settings(page, site_url):
    settings = "&data=fashion_mnist&images=500&epochs=8&batch=128&optimizer=sgd&rate=0.01&seeds=3&seed=42"
    lab = opened(page, site_url, SMALL + settings)

    address = lab.locator(".se-actions a").get_attribute("href")

    assert address.endswith(f"#stack={SMALL}{settings}")


def test_a_link_edited_by_hand_changes_nothing_that_cannot_be_chosen(page, site_url):
    lab = opened(page, site_url, f"{SMALL}&epochs=1000000&batch=-1&rate=NaN&seed=1e9&data=<img>&=&x")

    assert lab.locator(".se-actions a").get_attribute("href").endswith(f"#stack={SMALL}&batch=64")
    assert lab.get_by_label("Seed", exact=True).input_value() == "1"


def test_keras_loads_the_weights_and_predicts_the_same(page, site_url, tmp_path, monkeypatch):
    """The program of the page builds the model, its two lines load the file."""
    import keras
    import numpy as np

    convolutions = "Conv2D,6,3,strides=2,same,nobias,tanh/AveragePooling2D,2/Conv2D,8,3,relu"
    stack = f"28x28x1/{convolutions}/Flatten/Dropout,0.25/Dense,16,sigmoid/Dense,10,softmax"
    lab = opened(page, site_url, stack + QUICK)
    train(lab)
    with page.expect_download() as saved:
        button(lab, "Save the weights").click()
    saved.value.save_as(tmp_path / "my-network.npz")
    program = lab.locator(".lab-panel pre").first.text_content()
    loading = lab.locator(".lab-panel pre").last.text_content()
    image = np.random.default_rng(0).random((28, 28)).astype("float32")
    page.evaluate(
        """(image) => {
            const lab = document.querySelector("cnn-lab");
            window.made = new Promise((done) => {
                lab.paper.receive = (made) => done([...made.pop().values]);
            });
            lab.engine.ask({ do: "look", image: Float32Array.from(image) });
        }""",
        image.ravel().tolist(),
    )

    monkeypatch.chdir(tmp_path)
    names = {"np": np}
    exec(
        "\n".join(line for line in program.splitlines() if re.match("import|from keras|image =|x =|model = ", line)),
        names,
    )
    exec(loading, names)
    wanted = names["model"].predict(image[None, ..., None], verbose=0)[0]

    assert isinstance(names["model"], keras.Model)
    assert np.abs(np.array(page.evaluate("made")) - wanted).max() < 1e-4


@pytest.mark.parametrize("data", ["mnist", "fashion_mnist"])
def test_the_program_that_is_taken_along_trains_in_keras(page, site_url, data, monkeypatch, capsys):
    monkeypatch.setenv("LESSONLIB_DATA", "embedded")
    lab = opened(page, site_url, f"{SMALL}&epochs=2&data={data}&images=500")

    program = lab.locator(".lab-panel pre").first.text_content()
    names = {}
    exec(program, names)

    assert names["x_train"].shape == (500, 28, 28, 1)
    assert names["model"].count_params() == 11_042
    capsys.readouterr()


def test_an_address_of_the_playground_leads_to_the_lab_with_its_stack(page, site_url):
    page.goto(f"{site_url}playground.html#stack={SMALL}")

    page.wait_for_url(f"**/{LAB}#stack={SMALL}")
    assert page.get_by_label("filters").first.input_value() == "4"


# ---------------------------------------------------------------- the exercise


def test_the_checklist_says_what_is_missing(page, site_url):
    lab = opened(page, site_url, "28x28x1/Flatten/Dense,10,softmax" + QUICK)

    lines = lab.locator(".lab-checks li").all_inner_texts()

    assert any("✕" in line and "Yours has 2" in line for line in lines)
    assert any("✕" in line and "no Conv2D layer" in line for line in lines)


@pytest.mark.parametrize(
    "stack",
    [
        "28x28x1/Conv2D,6,3,relu/MaxPooling2D,2/Conv2D,12,3,relu/MaxPooling2D,2/Flatten/Dense,32,relu/Dense,10,softmax",
        "28x28x1/Conv2D,8,3,relu/MaxPooling2D,2/Conv2D,16,3,relu/MaxPooling2D,2/Flatten/Dense,128,relu/Dense,10,softmax",
        "28x28x1/Flatten/Dense,64,relu/Dense,32,relu/Dense,16,relu/Dense,10,softmax",
        "28x28x1/Dense,4,relu/Conv2D,4,3,strides=2,relu/Flatten/Dense,16,relu/Dense,10,softmax",
        "28x28x1/Conv2D,4,3,relu/Flatten/Dense,10,sigmoid",
    ],
)
@pytest.mark.parametrize("images", ["all", "100"])
def test_the_checklist_judges_as_check_does(page, site_url, monkeypatch, stack, images):
    """The network that the page has trained is given to both."""
    import keras
    import numpy as np

    from lessonlib.networks import stacks
    from lessonlib.quiz import registry
    from lessonlib.quiz.courses import SOURCE

    five_layers = registry.load(SOURCE / "checks")["five-layers"].judge
    monkeypatch.setenv("LESSONLIB_DATA", "embedded")
    lab = opened(page, site_url, f"{stack}&epochs=1&batch=64&images={images}")
    train(lab)
    weights = np.array(page.evaluate("[...document.querySelector('cnn-lab').trained.weights]"), "float32")
    read = stacks.parse(stack)
    made = [getattr(keras.layers, layer.kind)(**layer.options) for layer in read.layers]
    model = keras.Sequential([keras.Input(read.input), *made])
    ends = np.cumsum([weight.size for weight in model.get_weights()])[:-1]
    parts = np.split(weights, ends)
    model.set_weights([part.reshape(old.shape) for part, old in zip(parts, model.get_weights(), strict=True)])

    def squeezed(text):
        return text.replace(" ", "").lower()

    judged = {squeezed(criterion.says): criterion.holds for criterion in five_layers(model)}
    shown = {}
    for line in lab.locator(".lab-checks li").all():
        mark, wanted = line.locator(".lab-mark").inner_text(), line.locator("span span").first.inner_text()
        shown[squeezed(wanted)] = {"✓": True, "✕": False, "○": None}[mark]

    of_a_page = {squeezed(text) for text in ("it is a Keras model", "it is built", "its weights are numbers")}
    assert {name: holds for name, holds in shown.items() if holds is not None} == {
        name: holds for name, holds in judged.items() if name not in of_a_page
    }


# ---------------------------------------------------------------- what may go wrong


@pytest.mark.parametrize(
    ("stack", "why"),
    [
        (
            "28x28x1/Flatten/Dense,4096,relu/Dense,4096,relu/Dense,10,softmax",
            r"take \d[\d,]* MB of memory; 220 are the most",
        ),
        (
            "28x28x1/Conv2D,16,3,same/Conv2D,16,9,same/Conv2D,100,15,same/Flatten/Dense,10,softmax",
            r"take about \d+ (minutes|hours) on this device",
        ),
        ("28x28x1/Conv2D,4,3", r"The output is 26 × 26 × 4, and there are ten classes. Flatten it"),
        ("28x28x1/Flatten/Dense,5,softmax", r"The output is 5, and there are ten classes"),
        ("16x16x3/Flatten/Dense,10", r"the stack takes 16 × 16 × 3"),
        ("28x28x1/Flatten/MaxPooling2D,2/Dense,10", r"This stack is impossible"),
    ],
)
def test_what_cannot_be_trained_is_refused_with_the_reason_before_it_starts(page, site_url, stack, why):
    lab = opened(page, site_url, stack + "&batch=16")

    expect(lab.locator(".lab-progress")).to_contain_text(re.compile(why))
    expect(button(lab, "Train")).to_have_attribute("aria-disabled", "true")
    button(lab, "Train").click(force=True)
    expect(said(lab)).to_contain_text(re.compile(why))


def test_a_training_that_runs_away_ends_with_the_likely_reason(page, site_url):
    lab = opened(page, site_url, "28x28x1/Flatten/Dense,64/Dense,64/Dense,64/Dense,10,softmax&optimizer=sgd&rate=1")

    button(lab, "Train").click()

    expect(said(lab)).to_contain_text("Training ran away", timeout=LIMIT)
    assert "learning rate (1) is too large" in said(lab).inner_text()
    assert lab.locator(".lab-runs tbody tr").count() == 0
    expect(button(lab, "Train anew")).to_have_attribute("aria-disabled", "false")


def test_a_worker_that_dies_is_noticed_and_the_runs_are_kept(page, lab):
    train(lab)
    page.evaluate("document.querySelector('cnn-lab').engine.patience = 1")
    lab.get_by_label("Epochs").select_option("30")

    button(lab, "Train anew").click()
    page.evaluate("document.querySelector('cnn-lab').engine.worker.terminate()")

    expect(said(lab)).to_contain_text("does not answer any more. Your runs are kept", timeout=LIMIT)
    assert lab.locator(".lab-runs tbody tr").count() == 1
    lab.get_by_label("Epochs").select_option("1")
    page.evaluate("document.querySelector('cnn-lab').engine.patience = 30")
    train(lab)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (lambda body: {"body": body[:100_000]}, "is cut off or damaged"),
        (lambda body: {"body": b"<!doctype html>"}, "is cut off or damaged"),
        (lambda body: {"status": 404, "body": ""}, "is not there (404)"),
    ],
)
def test_a_file_of_images_that_is_cut_or_missing_gets_a_message(browser, site_url, answer, why):
    body = (SITE / "_static" / "lab" / "mnist.bin").read_bytes()
    with browser.new_context(**SETTINGS["light-1280"]) as context:
        context.route("**/mnist.bin*", lambda route: route.fulfill(**answer(body)))
        page = context.new_page()
        lab = opened(page, site_url, SMALL + QUICK)

        button(lab, "Train").click()

        expect(said(lab)).to_contain_text(why, timeout=LIMIT)


def test_a_full_database_loses_no_run_of_this_visit(browser, site_url):
    full = "IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); }"
    with browser.new_context(**SETTINGS["light-1280"]) as context:
        page = context.new_page()
        page.add_init_script(full)
        lab = opened(page, site_url, SMALL + QUICK)

        button(lab, "Train").click()

        expect(said(lab)).to_contain_text("does not let the page keep", timeout=LIMIT)
        assert lab.locator(".lab-runs tbody tr").count() == 1


def test_a_browser_without_workers_gets_a_sentence(browser, site_url):
    with browser.new_context(**SETTINGS["light-1280"]) as context:
        page = context.new_page()
        page.add_init_script("delete window.Worker")
        lab = opened(page, site_url, SMALL + QUICK)

        button(lab, "Train").click()

        expect(said(lab)).to_contain_text("it lacks Web Workers or WebAssembly")


def test_a_page_opened_from_a_file_says_why_it_cannot_train(browser):
    with browser.new_context(**SETTINGS["light-1280"]) as context:
        page = context.new_page()
        page.goto((SITE / LAB).as_uri())
        lab = page.locator("cnn-lab")

        button(lab, "Train").click()

        expect(said(lab)).to_contain_text("python -m http.server")


def test_without_javascript_stand_a_picture_a_table_and_a_sentence(browser, site_url):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(site_url + LAB)

        lab = page.locator("cnn-lab")
        assert "With JavaScript you could train this stack here" in lab.inner_text()
        assert lab.locator("svg.se-picture").count() == 1
        assert "14,410 parameters" in lab.inner_text()
        page.goto(site_url + "playground.html")
        page.get_by_role("link", name="Go to the lab").click()
        assert page.url.endswith(LAB)


# ---------------------------------------------------------------- how it behaves


def test_the_keyboard_alone_trains_and_stops(page, site_url):
    lab = opened(page, site_url, f"{SLOW}&epochs=30&batch=16")
    button(lab, "Train").focus()
    page.keyboard.press("Enter")
    expect(lab.locator(".lab-progress")).to_contain_text(IN_AN_EPOCH, timeout=LIMIT)

    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(said(lab)).to_contain_text("Paused")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(said(lab)).to_contain_text("right about", timeout=LIMIT)


def test_an_epoch_that_ends_while_its_reader_pauses_does_not_hide_that(page, site_url):
    lab = paused(page, site_url)

    page.evaluate(
        """() => document.querySelector("cnn-lab").hear(
            { did: "epoch", epoch: 0, seconds: 1, loss: 1, accuracy: 0.5, val_loss: 1, val_accuracy: 0.5 }
        )"""
    )

    expect(said(lab)).to_contain_text("Epoch 1 of 30")
    expect(said(lab)).to_contain_text("Paused")


def test_a_screen_reader_is_told_once_an_epoch(page, site_url):
    lab = opened(page, site_url, f"{SMALL}&epochs=3&batch=64")
    page.evaluate(
        """() => {
            window.told = [];
            const said = document.querySelector(".lab-said");
            const watch = new MutationObserver(() => window.told.push(said.textContent));
            watch.observe(said, { childList: true, characterData: true, subtree: true });
        }"""
    )

    train(lab)

    kinds = [text.split(":")[0].split(" of ")[0] for text in page.evaluate("told")]
    assert kinds == ["Training begins.", "Epoch 1", "Epoch 2", "Epoch 3", "Trained"]
    assert lab.locator(".lab-panel :is([aria-live], [role=status])").count() == 3  # training, paper, copied


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_trained_lab_is_accessible_and_fits(browser, site_url, setting):
    with browser.new_context(**SETTINGS[setting]) as context:
        visit = open_page(context, f"{site_url}{LAB}#stack={SMALL}{QUICK}")
        lab = visit.page.locator("cnn-lab")
        train(lab)
        lab.locator(".lab-more summary").click()
        lab.locator("summary", has_text="As Keras code").last.click()

        found = visit.violations()
        assert found == [], found
        width = visit.page.viewport_size["width"]
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
        assert visit.console == []


def test_nothing_jumps_while_it_trains(page, site_url):
    lab = opened(page, site_url, f"{SMALL}&epochs=3&batch=32")
    lab.locator(".lab-progress").scroll_into_view_if_needed()
    page.evaluate(WATCH)

    train(lab)
    page.wait_for_timeout(300)

    seen = page.evaluate("seen")
    print(seen)
    assert sum(seen["shifts"]) < 0.01


def test_many_trainings_leave_nothing_behind(page, lab):
    """The page's own memory, after the rubbish is taken out; the worker's memory is one that is used again."""
    session = page.context.new_cdp_session(page)

    def heap():
        session.send("HeapProfiler.collectGarbage")
        return session.send("Runtime.getHeapUsage")["usedSize"]

    lab.get_by_label("Training images").select_option("100", force=True)
    sizes = []
    for _ in range(3):
        for _ in range(8):
            train(lab)
        sizes.append(heap())

    print(sizes)
    assert sizes[-1] - sizes[0] < 2_000_000


def test_only_pages_with_a_lab_load_it():
    loads = {
        page.relative_to(SITE).as_posix() for page in SITE.rglob("*.html") if "lab/lab.js" in page.read_text("utf-8")
    }

    assert LAB in loads
    assert all("<cnn-lab" in (SITE / page).read_text("utf-8") for page in loads)


def test_the_lab_is_small():
    """Its scripts, kernel and styles, as most hosts send them; two scripts there are for other pages."""
    import gzip

    folder = SITE / "_static" / "lab"
    kinds = {".js", ".wasm", ".css"}
    files = [file for file in folder.iterdir() if file.suffix in kinds and file.name not in {"records.js", "moved.js"}]
    sizes = {file.name: len(gzip.compress(file.read_bytes(), 9)) for file in files}

    print(sizes)
    assert sum(sizes.values()) < 40_000
    assert max(file.stat().st_size for file in folder.glob("*.bin")) < 850_000
