"""Lesson 1: four numbers of a flower become three, through five."""

import manim as m

from drawing import BLUE, FAINT, INK, LARGE, PALE_BLUE, PAPER, SMALL, VERMILION, Film, scene

COLUMNS = {"input": -4.6, "hidden": 0.0, "output": 4.4}
HEIGHT = 0.2  # of the columns' middle


class ForwardPass(Film):
    """Numbers flow from left to right."""

    def column(self, values, x, color=BLUE):
        """Return circles with numbers, one below the other."""
        circles = m.VGroup()
        for value in values:
            circle = m.Circle(0.4, color=color, stroke_width=5, fill_color=PAPER, fill_opacity=1)
            circles.add(m.VGroup(circle, self.text(value, 24).move_to(circle)))
        return circles.arrange(m.DOWN, buff=0.09).move_to([x, HEIGHT, 0])

    def name(self, word, x):
        """Return the name of an ingredient, above its column."""
        return self.text(word, SMALL, INK, weight=m.BOLD).move_to([x, 2.85, 0])

    def lines(self, left, right, **options):
        """Return a line from each circle to each."""
        style = {"stroke_width": 2, "color": FAINT} | options
        return m.VGroup(*(m.Line(a.get_right(), b.get_left(), **style) for a in left for b in right))

    @scene
    def flower(self):
        """Four measurements."""
        self.given = self.column(self.n["flower"], COLUMNS["input"])
        question = self.text("?", 120, FAINT).move_to([0, HEIGHT, 0])
        names = m.VGroup(*(self.text(name, SMALL) for name in self.n["classes"])).arrange(m.DOWN, buff=0.6)
        names.move_to([COLUMNS["output"], HEIGHT, 0])
        unit = self.text("cm", SMALL, FAINT).next_to(self.given, m.DOWN, 0.2)
        self.go(m.FadeIn(self.given, unit), part=0.25)
        self.go(m.FadeIn(question), m.FadeIn(names), part=0.25)
        self.question, self.species = question, names

    @scene
    def ingredient_one(self):
        """The input has a name."""
        self.go(m.FadeIn(self.name("input", COLUMNS["input"])), m.FadeOut(self.question, self.species), part=0.3)

    @scene
    def ingredient_two(self):
        """The hidden layer, still without numbers."""
        self.hidden = self.column([""] * self.n["sizes"][1], COLUMNS["hidden"], VERMILION)
        self.joints = self.lines(self.given, self.hidden)
        self.go(m.FadeIn(self.name("hidden layer", COLUMNS["hidden"])), m.FadeIn(self.hidden), part=0.3)
        self.go(m.Create(self.joints), part=0.3)
        self.bring_to_front(self.given, self.hidden)

    @scene
    def products(self):
        """One neuron: each number times its weight."""
        neuron = self.hidden[self.n["chosen"]]
        self.mine = self.lines(self.given, [neuron], stroke_width=7, color=VERMILION)
        neuron[0].set_fill(PALE_BLUE)
        self.go(m.FadeOut(self.joints), m.Create(self.mine), part=0.2)
        rows = zip(self.n["flower"], self.n["weights"], self.n["products"], strict=True)
        self.work = m.VGroup(*(self.text(f"{a} × {b} ≈ {c}", SMALL) for a, b, c in rows))
        self.work.arrange(m.DOWN, buff=0.24, aligned_edge=m.RIGHT).move_to([4.3, 1.3, 0])
        self.go(m.LaggedStart(*(m.FadeIn(row, shift=0.5 * m.RIGHT) for row in self.work), lag_ratio=0.8), part=0.6)

    @scene
    def total(self):
        """Sum, bias, relu."""
        bias = self.text(f"bias {self.n['bias']}", SMALL).next_to(self.work, m.DOWN, buff=0.24, aligned_edge=m.RIGHT)
        total = self.text(f"sum {self.n['sum']}", LARGE, weight=m.BOLD).next_to(bias, m.DOWN, 0.3, aligned_edge=m.RIGHT)
        self.go(m.FadeIn(bias), part=0.15)
        self.go(m.FadeIn(total), part=0.15)
        after = self.text(f"relu {self.n['hidden'][self.n['chosen']]}", LARGE, VERMILION, weight=m.BOLD)
        after.next_to(total, m.DOWN, 0.25, aligned_edge=m.RIGHT)
        self.go(m.FadeIn(after), part=0.15)
        self.work.add(bias, total, after)

    @scene
    def others(self):
        """All five."""
        filled = self.column(self.n["hidden"], COLUMNS["hidden"], VERMILION)
        self.go(m.FadeOut(self.work, self.mine), m.FadeIn(self.joints), part=0.2)
        self.bring_to_front(self.given, self.hidden)
        self.go(m.LaggedStart(*(m.FadeIn(each) for each in filled), lag_ratio=0.6), part=0.5)
        self.remove(self.hidden)
        self.hidden = filled

    @scene
    def ingredient_three(self):
        """The output layer: a place for each species."""
        self.places = self.column([""] * self.n["sizes"][2], COLUMNS["output"])
        self.words = m.VGroup(*(self.text(name, SMALL) for name in self.n["classes"]))
        self.places.arrange(m.DOWN, buff=0.7).move_to([COLUMNS["output"], HEIGHT, 0])
        for word, place in zip(self.words, self.places, strict=True):
            word.next_to(place, m.DOWN, 0.1)
        joints = self.lines(self.hidden, self.places)
        self.go(m.FadeIn(self.name("output", COLUMNS["output"])), m.FadeIn(self.places, self.words), part=0.25)
        self.go(m.Create(joints), part=0.3)
        self.bring_to_front(self.hidden, self.places)

    @scene
    def shares(self):
        """Softmax."""
        shares = [
            self.text(value, 24).move_to(place) for value, place in zip(self.n["outputs"], self.places, strict=True)
        ]
        self.go(*(m.FadeIn(share) for share in shares), part=0.2)
        largest = max(range(len(shares)), key=lambda at: float(self.n["outputs"][at]))
        mark = self.frame(m.VGroup(self.places[largest], self.words[largest]), VERMILION, room=0.08)
        self.go(m.Create(mark), part=0.2)

    @scene
    def ends(self):
        """The task fixes both ends."""
        for x in (COLUMNS["input"], COLUMNS["output"]):
            self.go(
                m.FadeIn(self.text("fixed", SMALL, BLUE).move_to([x - 1.5 if x < 0 else x + 1.7, HEIGHT, 0])), part=0.1
            )
        self.go(m.FadeIn(self.text("free", SMALL, VERMILION).move_to([COLUMNS["hidden"], -2.3, 0])), part=0.1)
