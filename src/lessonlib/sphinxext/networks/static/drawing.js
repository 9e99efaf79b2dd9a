/* Paper that is drawn on, with a pointer or with keys, for a network that reads it. */
(() => {
  "use strict";

  const { localised } = globalThis.lessonlib;
  const { SIDE, read, normalise } = globalThis.lessonlib.network;
  const { clamp } = globalThis.lessonlib.maps;
  const CANVAS = 280;
  const PEN = 20;
  const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

  /* Maps and outlines take no children; a page does. */
  const make = (name, properties = {}, ...children) => {
    const element = globalThis.lessonlib.maps.make(name, properties);
    element.append(...children);
    return element;
  };

  /* Tells `act` where the pointer, or with the arrow keys the cursor, draws; Space puts the pen down or up. */
  function pen(canvas, cursor, act, settled) {
    const size = canvas.width;
    const spot = (event) => {
      const area = canvas.getBoundingClientRect();
      return [((event.clientX - area.left) / area.width) * size, ((event.clientY - area.top) / area.height) * size];
    };
    let last = null;
    canvas.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      canvas.focus({ preventScroll: true });
      canvas.setPointerCapture(event.pointerId);
      cursor.hidden = true;
      last = spot(event);
      act(last, last);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!last) return;
      const passed = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
      (passed.length ? passed : [event]).forEach((each) => {
        const next = spot(each);
        act(last, next);
        last = next;
      });
    });
    const lift = () => {
      if (last) settled();
      last = null;
    };
    canvas.addEventListener("pointerup", lift);
    canvas.addEventListener("pointercancel", lift);

    const place = [size / 2, size / 2];
    const step = size / SIDE;
    let down = false;
    canvas.addEventListener("keydown", (event) => {
      const arrow = ARROWS[event.key];
      if (!arrow && event.key !== " ") return;
      event.preventDefault();
      const before = [...place];
      if (arrow) {
        place[0] = clamp(place[0] + arrow[1] * step, size - 1);
        place[1] = clamp(place[1] + arrow[0] * step, size - 1);
      } else down = !down;
      cursor.hidden = false;
      cursor.style.left = `${(100 * place[0]) / size}%`;
      cursor.style.top = `${(100 * place[1]) / size}%`;
      cursor.classList.toggle("dd-down", down);
      if (down) act(before, [...place]);
      const parts = { row: Math.round(place[1] / step) + 1, column: Math.round(place[0] / step) + 1, all: SIDE };
      settled(down ? localised("Pen down, row {row}, column {column} of {all}.", parts) : localised("Pen up, row {row}, column {column} of {all}.", parts));
    });
    canvas.addEventListener("blur", () => {
      cursor.hidden = true;
      down = false;
    });
  }

  /* A stroke between two places, white or another colour on a black ground. */
  function stroke(ink, [x0, y0], [x1, y1], colour = "white", width = PEN) {
    Object.assign(ink, { strokeStyle: colour, lineWidth: width, lineCap: "round" });
    ink.beginPath();
    ink.moveTo(x0, y0);
    ink.lineTo(x1 + 0.01, y1);
    ink.stroke();
  }

  function clear(ink) {
    ink.fillStyle = "black";
    ink.fillRect(0, 0, CANVAS, CANVAS);
  }

  /* What was drawn, as the network was shown digits: 28×28 values, or nothing where nothing was drawn. */
  function centred(ink) {
    const { data } = ink.getImageData(0, 0, CANVAS, CANVAS);
    const drawn = new Float32Array(CANVAS * CANVAS);
    for (let i = 0; i < drawn.length; i += 1) drawn[i] = data[4 * i] / 255;
    return normalise(drawn, CANVAS);
  }

  /* The network in a file of the site. Raises an error that says what can be done. */
  async function fetchNetwork(file) {
    if (location.protocol === "file:") throw new Error(localised("Browsers do not let a page that is opened from a file load the network. Open the site through a server: python -m http.server in its folder."));
    const root = document.documentElement.dataset.content_root || "./";
    const answer = await fetch(`${root}_static/${file}`).catch(() => {
      throw new Error(localised("The file of the network could not be fetched. Are you offline? Reload the page to try again."));
    });
    if (!answer.ok) throw new Error(localised("The file of the network is not there ({status}). The site has to be built again.", { status: answer.status }));
    return read(await answer.arrayBuffer());
  }

  globalThis.lessonlib ??= {};
  globalThis.lessonlib.drawing = { CANVAS, ARROWS, make, pen, stroke, clear, centred, fetchNetwork };
})();
