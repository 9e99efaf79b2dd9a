"""Lesson 4: a network learns to read, one epoch after another."""

from itertools import pairwise

import manim as m
import numpy as np

from charts import Chart
from drawing import BLUE, FAINT, INK, LARGE, SMALL, VERMILION, Film, scene

SIDE = 1.05  # of a digit


class Learning(Film):
    """Digits above, kernels and the course of the accuracy below."""

    def answers(self, look):
        """Return what the network reads; a digit that it reads wrongly is framed."""
        marks = m.VGroup()
        for digit, read, label in zip(self.digits, look["answers"], self.n["labels"], strict=True):
            right = read == label
            said = self.text(read, LARGE, BLUE if right else VERMILION, weight=m.BOLD)
            marks.add(said.next_to(digit, m.DOWN, 0.12))
            if not right:
                marks.add(self.frame(digit, VERMILION, room=0.05))
        return marks

    def kernels(self, look):
        """Return the sixteen kernels as one picture: dark is negative, bright is positive."""
        values = np.array(look["kernels"])
        largest = max(np.abs(np.array(each["kernels"])).max() for each in self.n["looks"])
        tiles = np.full((4 * 4 + 1, 4 * 4 + 1), 246.0)
        for at, kernel in enumerate(values):
            row, column = 1 + 4 * (at // 4), 1 + 4 * (at % 4)
            tiles[row : row + 3, column : column + 3] = 127.5 + 127.5 * kernel / largest
        return self.picture(tiles, 2.9).move_to([-4.6, -0.95, 0])

    def show(self, epoch, part):
        """Show the network after an epoch: its answers, its kernels, its accuracy."""
        look = self.n["looks"][epoch]
        marks, kernels = self.answers(look), self.kernels(look)
        dot = self.chart.point(epoch, look["accuracy"])
        value = self.text(self.n["shown"][epoch], SMALL, BLUE, weight=m.BOLD)
        value.next_to(dot, m.DOWN if epoch else m.RIGHT, 0.2)
        if epoch < 2:  # beside the steep beginning of the line
            value.shift(0.45 * m.RIGHT)
        line = m.Line(self.dots[-1].get_center(), dot.get_center(), color=BLUE, stroke_width=6) if epoch else m.VGroup()
        old = [self.marks] if epoch else []
        if epoch:
            self.remove(self.pattern)
        self.add(kernels)
        self.go(*(m.FadeOut(each) for each in old), m.FadeIn(marks), m.FadeIn(dot, value), m.Create(line), part=part)
        self.marks, self.pattern = marks, kernels
        self.dots.append(dot)

    @scene
    def images(self):
        """Digits by hand."""
        pictures = [self.picture(pixels, SIDE) for pixels in self.n["digits"]]
        self.digits = m.Group(*pictures).arrange(m.RIGHT, buff=0.24).move_to([0, 2.55, 0])
        self.go(m.FadeIn(self.digits), part=0.3)

    @scene
    def sets(self):
        """Three sets with three jobs."""
        names = ["training", "validation", "test"]
        boxes = m.VGroup()
        for name, size, colour in zip(names, self.n["sets"], (BLUE, VERMILION, INK), strict=True):
            words = m.VGroup(self.text(name, SMALL, weight=m.BOLD), self.text(size, LARGE, colour)).arrange(m.DOWN)
            boxes.add(m.VGroup(m.RoundedRectangle(0.2, width=3.6, height=1.9, color=colour), words))
        boxes.arrange(m.RIGHT, buff=0.6).move_to([0, -0.4, 0])
        for box in boxes:
            self.go(m.FadeIn(box), part=0.2)
        self.boxes = boxes

    @scene
    def before(self):
        """Nothing learned yet."""
        self.go(m.FadeOut(self.boxes), part=0.1)
        epochs = self.n["epochs"]
        self.chart = Chart(self, epochs=epochs, width=5.6, height=2.4, middle=[3.0, -0.7, 0])
        caption = self.text("kernels", SMALL).move_to([-4.6, 0.85, 0])
        name = self.text("right on validation", SMALL, BLUE).move_to([3.2, 0.95, 0])
        under = self.text("epochs", SMALL).move_to([5.0, -2.3, 0])
        self.dots = []
        self.go(m.FadeIn(self.chart.axes, self.chart.marks, name, caption, under), part=0.15)
        self.show(0, 0.2)

    @scene
    def first_epoch(self):
        """The first look after learning."""
        self.show(1, 0.4)

    @scene
    def more_epochs(self):
        """The other epochs."""
        later = range(2, self.n["epochs"] + 1)
        for epoch in later:
            self.show(epoch, 0.8 / len(later))

    @scene
    def kernels_change(self):
        """The kernels at the beginning and at the end, side by side."""
        self.wipe()
        looks = self.n["looks"]
        for words, look, side in (("before", looks[0], -1), ("after", looks[-1], 1)):
            kernels = self.kernels(look)
            kernels.height = 4.4
            kernels.move_to([3 * side, 0.6, 0])
            said = self.text(words, SMALL, weight=m.BOLD).next_to(kernels, m.DOWN, 0.25)
            self.go(m.FadeIn(kernels, said), part=0.15)

    @scene
    def luck(self):
        """Many networks, one winner."""
        self.wipe()
        words = ["many networks", "the best on validation", "skill and luck"]
        steps = m.VGroup(*(self.text(word, SMALL + 4) for word in words)).arrange(m.DOWN, buff=1.0).move_to([0, 0.6, 0])
        ends = [(a.get_bottom(), b.get_top()) for a, b in pairwise(steps)]
        arrows = m.VGroup(*(m.Arrow(a, b, buff=0.12, color=FAINT) for a, b in ends))
        self.go(m.FadeIn(steps[0]), part=0.12)
        for arrow, step in zip(arrows, steps[1:], strict=True):
            self.go(m.FadeIn(arrow, step), part=0.2)
        self.steps = m.VGroup(steps, arrows)

    @scene
    def exam(self):
        """The test set, once."""
        self.go(self.steps.animate.shift(3.2 * m.LEFT), part=0.15)
        words = m.VGroup(self.text("test", SMALL, weight=m.BOLD), self.text(self.n["test"], 72, BLUE, weight=m.BOLD))
        words.arrange(m.DOWN, buff=0.3).move_to([3.4, 0.6, 0])
        box = m.RoundedRectangle(0.2, width=4.0, height=2.6, color=INK).move_to(words)
        self.go(m.FadeIn(words, box), part=0.2)
