"""Lesson 6: a digit moves; a dense neuron is lost, a filter goes along."""

import manim as m

from drawing import BLUE, FAINT, INK, LARGE, NORMAL, SMALL, VERMILION, Film, scene

SIDE = 2.8
XS = {"dense": (-4.6, -2.6), "CNN": (2.0, 4.0)}  # of the bars


class MovedDigit(Film):
    """Two ways to look at one digit."""

    @scene
    def neuron(self):
        """A dense neuron has a line to each pixel."""
        self.digit = self.picture(self.n["digit"], SIDE).move_to([-4.6, 0.7, 0])
        self.dense = m.Circle(0.5, color=VERMILION, stroke_width=6).move_to([0, 0.7, 0])
        grid = [(x, y) for x in range(9) for y in range(9)]
        corner = self.digit.get_corner(m.DL)
        places = [corner + [(x + 0.5) * SIDE / 9, (y + 0.5) * SIDE / 9, 0] for x, y in grid]
        self.joints = m.VGroup(
            *(m.Line(p, self.dense.get_left(), color=VERMILION, stroke_width=1.2, stroke_opacity=0.6) for p in places)
        )
        self.word = self.text("dense", SMALL, weight=m.BOLD).next_to(self.dense, m.UP, 0.3)
        self.go(m.FadeIn(self.digit), m.FadeIn(self.dense, self.word), part=0.2)
        self.go(m.Create(self.joints), part=0.3)

    @scene
    def dense_count(self):
        """Its parameters."""
        n = self.n["dense_neuron"]
        lines = m.VGroup(self.text(f"{n['weights']} weights", NORMAL), self.text(f"+ {self.n['bias']} bias", NORMAL))
        lines.add(self.text(f"= {n['all']}", LARGE, VERMILION, weight=m.BOLD))
        lines.arrange(m.DOWN, buff=0.25, aligned_edge=m.RIGHT).move_to([3.9, 0.7, 0])
        self.go(m.LaggedStart(*(m.FadeIn(line) for line in lines), lag_ratio=0.7), part=0.4)

    @scene
    def window(self):
        """A filter looks through a window that slides."""
        self.wipe()
        self.digit.move_to([-4.6, 0.7, 0])
        self.add(self.digit)
        unit = SIDE / 28
        window = m.Square(3 * unit, color=BLUE, stroke_width=7)
        start = self.digit.get_corner(m.UL) + [1.5 * unit, -1.5 * unit, 0]
        window.move_to(start)
        word = self.text("convolution", SMALL, weight=m.BOLD).move_to([-4.6, 2.6, 0])
        self.go(m.FadeIn(window, word), part=0.1)
        for row in (0, 6, 12):
            self.go(window.animate.move_to(start + [25 * unit, -row * unit, 0]), part=0.14, rate_func=m.linear)
            self.go(window.animate.move_to(start + [0, -(row + 6) * unit, 0]), part=0.08)

    @scene
    def filter_count(self):
        """Its parameters, and the layer's."""
        n = self.n["filter"]
        said = [
            f"{n['weights']} weights + {self.n['bias']} bias = {n['all']}",
            f"{self.n['filters']} filters × {n['all']} = {self.n['layer']}",
        ]
        lines = m.VGroup(self.text(said[0], NORMAL), self.text(said[1], LARGE, BLUE, weight=m.BOLD))
        lines.arrange(m.DOWN, buff=0.5, aligned_edge=m.LEFT).move_to([2.4, 0.7, 0])
        for line in lines:
            self.go(m.FadeIn(line), part=0.2)

    @scene
    def moves(self):
        """The digit moves, and its map moves along."""
        self.wipe()
        first, second = self.n["maps"]
        self.digit = self.picture(self.n["digit"], SIDE).move_to([-3.6, 0.7, 0])
        self.map = self.picture(first, SIDE * 24 / 28).move_to([3.4, 0.7, 0])
        names = [
            self.text("image", SMALL).move_to([-3.6, 2.5, 0]),
            self.text("feature map", SMALL).move_to([3.4, 2.5, 0]),
        ]
        arrow = m.Arrow([-1.6, 0.7, 0], [1.6, 0.7, 0], color=FAINT)
        self.go(m.FadeIn(self.digit, self.map, arrow, *names), part=0.2)
        self.wait(0.2 * self.seconds)
        after = self.picture(self.n["moved"], SIDE).move_to(self.digit)
        later = self.picture(second, SIDE * 24 / 28).move_to(self.map)
        self.go(m.FadeIn(after, later), part=0.1)
        steps = [
            m.Arrow(a, b, color=BLUE, buff=0, stroke_width=8)
            for a, b in (([-4.0, -1.1, 0], [-3.2, -1.1, 0]), ([3.0, -1.1, 0], [3.8, -1.1, 0]))
        ]
        self.go(*(m.GrowArrow(step) for step in steps), part=0.15)

    @scene
    def stranger(self):
        """For the dense layer each pixel is a thing of its own."""
        self.wipe()
        moved = self.picture(self.n["moved"], SIDE).move_to([-4.6, 0.7, 0])
        words = self.text("each weight\nstays in its place", NORMAL, VERMILION).move_to([3.8, 0.7, 0])
        self.go(m.FadeIn(moved, self.dense, self.word), part=0.1)
        self.go(m.Create(self.joints), part=0.25)
        self.go(m.FadeIn(words), part=0.15)

    def bar(self, moved, kind):
        """Return the accuracy of one kind of network: a full bar for digits in their place, a pale one for moved."""
        name, color = f"{kind}, moved by {moved}", VERMILION if kind == "dense" else BLUE
        bar = m.Rectangle(width=1.3, height=3.6 * self.n["shares"][name], color=color, stroke_width=4)
        bar.set_fill(color, 0.35 if moved else 1).move_to([XS[kind][bool(moved)], -1.6, 0], aligned_edge=m.DOWN)
        return m.VGroup(bar, self.text(self.n["accuracy"][name], NORMAL, weight=m.BOLD).next_to(bar, m.UP, 0.12))

    @scene
    def measured(self):
        """Both networks on digits where they belong."""
        self.wipe()
        floor = m.Line([-6, -1.6, 0], [6, -1.6, 0], color=INK)
        names = [self.text(kind, SMALL, weight=m.BOLD).move_to([sum(x) / 2, -2.1, 0]) for kind, x in XS.items()]
        still = [self.bar(0, kind) for kind in XS]
        self.go(m.FadeIn(floor, *names), part=0.15)
        self.go(*(m.FadeIn(bar, shift=0.3 * m.UP) for bar in still), part=0.3)

    @scene
    def loses(self):
        """And moved."""
        after = [self.bar(self.n["pixels"], kind) for kind in XS]
        words = m.VGroup(*(self.text("moved", SMALL).next_to(bar, m.UP, 0.2) for bar in after))
        self.go(*(m.FadeIn(bar, shift=0.3 * m.UP) for bar in after), m.FadeIn(words), part=0.3)

    @scene
    def bet(self):
        """Where the bet is right."""
        self.wait(0.2)
