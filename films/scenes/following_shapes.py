"""Lesson 5: two errors, found by following the shapes."""

import manim as m

from drawing import BLUE, FAINT, INK, LARGE, PALE_BLUE, PALE_VERMILION, SMALL, VERMILION, Film, scene


class FollowingShapes(Film):
    """Boxes for layers, shapes between them."""

    def box(self, word, color=BLUE, width=3.2):
        """Return a layer."""
        fill = PALE_BLUE if color == BLUE else PALE_VERMILION
        frame = m.RoundedRectangle(0.15, width=width, height=1.0, color=color, fill_color=fill, fill_opacity=1)
        return m.VGroup(frame, self.text(word, SMALL).move_to(frame))

    def shape(self, said, color=INK):
        """Return a shape."""
        return self.text(said, SMALL, color, weight=m.BOLD)

    @scene
    def meet(self):
        """A shape arrives at a layer."""
        self.layer = self.box("Conv2D").move_to([2.6, 1.6, 0])
        self.given = self.shape(self.n["given"]).move_to([-3.6, 1.6, 0])
        self.arrow = m.Arrow([-1.6, 1.6, 0], self.layer.get_left(), buff=0.1, color=FAINT)
        self.go(m.FadeIn(self.given), m.FadeIn(self.layer), part=0.25)
        self.go(m.GrowArrow(self.arrow), part=0.25)

    @scene
    def stops(self):
        """Keras says what it expected and what it found."""
        (_, expected), (_, found) = self.n["expected"], self.n["found"]
        self.cross = self.mark("✗", VERMILION).next_to(self.layer, m.RIGHT, 0.3)
        said = (
            self.text(f"expected {expected}", SMALL + 6),
            self.text(f"found {found}", SMALL + 6, VERMILION, weight=m.BOLD),
        )
        self.says = m.VGroup(*said).arrange(m.DOWN, buff=0.3, aligned_edge=m.LEFT).move_to([0, -1.3, 0])
        self.go(m.FadeIn(self.cross), part=0.12)
        for line in self.says:
            self.go(m.FadeIn(line), part=0.2)

    @scene
    def count(self):
        """Count the axes."""
        said = f"{self.n['axes'][0]} axes: images, height, width"
        self.names = self.text(said, SMALL).move_to([-6.2, 0.6, 0], aligned_edge=m.LEFT)
        self.go(m.Write(self.names), part=0.5)

    @scene
    def mend(self):
        """The channel axis."""
        mended = self.shape(self.n["mended"], BLUE).move_to(self.given)
        said = f"{self.n['axes'][1]} axes: images, height, width, channels"
        more = self.text(said, SMALL, BLUE).move_to([-6.2, 0.6, 0], aligned_edge=m.LEFT)
        self.go(m.FadeOut(self.cross, self.says, self.given, self.names), part=0.1)
        self.go(m.FadeIn(mended), m.FadeIn(more), part=0.2)
        passed = self.mark("✓", BLUE).next_to(self.layer, m.RIGHT, 0.3)
        self.go(m.FadeIn(passed), part=0.15)

    @scene
    def chain(self):
        """A second patient: a chain that shrinks."""
        self.wipe()
        self.side = 2.6
        self.square = m.Square(self.side, color=BLUE, stroke_width=6, fill_color=PALE_BLUE, fill_opacity=1)
        self.square.move_to([-4.4, 0.7, 0])
        self.size = self.shape(self.n["image"]["shape"]).next_to(self.square, m.DOWN, 0.25)
        pair = [self.box(word, width=3.6) for word in (f"Conv2D {self.n['kernel']}", "MaxPooling2D")]
        self.pair = m.VGroup(*pair).arrange(m.DOWN, buff=0.25).move_to([0.1, 0.7, 0])
        self.go(m.FadeIn(self.square, self.size, self.pair), part=0.4)
        self.listed = m.VGroup()

    def step(self, number, part):
        """Let one layer work."""
        step = self.n["steps"][number]
        side = max(self.side * step["side"] / self.n["image"]["side"], 0.06)
        smaller = m.Square(side, color=BLUE, stroke_width=6, fill_color=PALE_BLUE, fill_opacity=1).move_to(self.square)
        after = self.shape(step["shape"]).move_to(self.size)
        row = self.text(f"{step['side']}×{step['side']}", SMALL).move_to([4.6, 2.6 - 0.55 * number, 0])
        works = self.pair[number % 2]
        self.go(
            *(self.point_at(works, VERMILION), m.Transform(self.square, smaller)),
            *(m.FadeOut(self.size), m.FadeIn(after), m.FadeIn(row)),
            part=part,
        )
        self.size = after
        self.listed.add(row)

    @scene
    def first_pair(self):
        """Two layers."""
        self.step(0, 0.4)
        self.step(1, 0.4)

    @scene
    def all_pairs(self):
        """All others that still work."""
        rest = range(2, len(self.n["steps"]))
        for number in rest:
            self.step(number, 0.85 / len(rest))

    @scene
    def nothing_left(self):
        """The next layer fails."""
        stuck = self.pair[len(self.n["steps"]) % 2]
        self.go(m.FadeIn(self.mark("✗", VERMILION).next_to(stuck, m.RIGHT, 0.3)), part=0.15)
        side = self.n["steps"][-1]["side"]
        lines = (
            self.text(f"expected {self.n['kernel']} or more, found {side}×{side}", SMALL),
            self.text(self.n["zero"], SMALL, VERMILION, weight=m.BOLD),
        )
        for line in m.VGroup(*lines).arrange(m.DOWN, buff=0.25).move_to([0.2, -2.05, 0]):
            self.go(m.FadeIn(line), part=0.2)

    @scene
    def where(self):
        """The mistake lies earlier."""
        self.go(m.Create(self.frame(self.listed, VERMILION, room=0.2)), part=0.3)

    @scene
    def questions(self):
        """Three questions to ask of each message."""
        self.wipe()
        asked = ["Who complains?", "What was expected?", "What was found?"]
        lines = m.VGroup(*(self.text(line, LARGE) for line in asked)).arrange(m.DOWN, buff=0.6, aligned_edge=m.LEFT)
        lines.move_to([0, 0.5, 0])
        for line in lines:
            self.go(m.FadeIn(line), part=0.2)
