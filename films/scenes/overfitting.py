"""Lesson 7: learned by heart, then mended; and how many layers that network has."""

import manim as m

from charts import Chart
from drawing import BLUE, INK, NORMAL, PALE_BLUE, PAPER, SMALL, VERMILION, Film, scene


class Overfitting(Film):
    """A stack of layers, then curves."""

    @scene
    def stack(self):
        """The network, row by row."""
        rows = m.VGroup()
        for name, counts in self.n["layers"]:
            frame = m.RoundedRectangle(
                0.1, width=3.7, height=0.5, color=INK, stroke_width=2, fill_color=PAPER, fill_opacity=1
            )
            rows.add(m.VGroup(frame, self.text(name, 28).move_to(frame)))
            rows[-1].counts = counts
        self.rows = rows.arrange(m.DOWN, buff=0.07).move_to([-3.4, 0.35, 0])
        self.go(m.LaggedStart(*(m.FadeIn(row) for row in rows), lag_ratio=0.5), part=0.7)

    @scene
    def count(self):
        """The input counts, and every row with weights."""
        counted = [row for row in self.rows if row.counts]
        for row in counted:
            tick = self.text("✓", NORMAL, BLUE).next_to(row, m.RIGHT, 0.25)
            row[0].set_fill(PALE_BLUE)
            self.go(m.FadeIn(tick), part=0.6 / len(counted))
        total = self.text(f"{self.n['count']} layers", 64, BLUE, weight=m.BOLD).move_to([3.2, 0.35, 0])
        self.go(m.FadeIn(total), part=0.15)

    @scene
    def few(self):
        """A few digits."""
        self.wipe()
        pictures = m.Group(*(self.picture(pixels, 1.0) for pixels in self.n["digits"])).arrange(m.RIGHT, buff=0.15)
        words = self.text(f"{self.n['images'][0]} digits, {self.n['epochs']} epochs", SMALL)
        self.top = m.Group(pictures, words).arrange(m.RIGHT, buff=0.5).move_to([0, 2.6, 0])
        self.go(m.FadeIn(self.top), part=0.2)
        self.chart = Chart(self, epochs=self.n["epochs"], width=7.6, height=3.4, middle=[-1.3, -0.15, 0], low=0.5)
        under = self.text("epochs", SMALL).next_to(self.chart.axes, m.DOWN, 0.12).shift(3.4 * m.RIGHT)
        self.go(m.FadeIn(self.chart.axes, self.chart.marks, under), part=0.2)

    def curves(self, run, first_part, second_part):
        """Draw both curves of a training, with what they end at."""
        made = []
        for kind, part, solid in (("training", first_part, True), ("validation", second_part, False)):
            line = self.chart.line(run[kind], first=1, solid=solid)
            end = self.chart.axes.c2p(len(run[kind]), run[kind][-1])
            word = self.text(
                f"{kind} {run['ends'][0 if solid else 1]}", SMALL, BLUE if solid else VERMILION, weight=m.BOLD
            )
            word.move_to([self.word_x, end[1] + (0.08 if solid else -0.08), 0], aligned_edge=m.LEFT)
            self.go(m.Create(line), part=part)
            self.go(m.FadeIn(word), part=0.08)
            made += [line, word]
        return made

    def mark_gap(self, run):
        """Return an arrow from curve to curve where they end, and the distance below it."""
        at = ("few", "many").index(run)
        ends = [self.chart.axes.c2p(self.n["epochs"], self.n[run][kind][-1]) for kind in ("training", "validation")]
        arrow = m.DoubleArrow(*ends, color=INK, buff=0, stroke_width=5, tip_length=0.15)
        word = self.text(f"gap: {self.n['points'][at]} points", SMALL, weight=m.BOLD)
        return [arrow, word.next_to(arrow, m.DOWN, 0.45, aligned_edge=m.RIGHT)]

    @scene
    def by_heart(self):
        """Training rises to the top; validation stays below."""
        self.word_x = 2.75
        self.made = self.curves(self.n["few"], 0.35, 0.35)

    @scene
    def gap(self):
        """The distance between the two."""
        marked = self.mark_gap("few")
        self.go(m.FadeIn(*marked), part=0.3)
        self.made += marked

    @scene
    def more(self):
        """Four times as many digits."""
        words = self.text(f"{self.n['images'][1]} digits, {self.n['epochs']} epochs", SMALL)
        words.move_to(self.top[1], aligned_edge=m.LEFT)
        pictures, before = self.top
        self.go(m.FadeOut(*self.made, before), part=0.1)
        self.remove(self.top)
        self.add(pictures)
        self.go(m.FadeIn(words), part=0.15)

    @scene
    def mended(self):
        """The gap is smaller."""
        self.curves(self.n["many"], 0.25, 0.25)
        self.go(m.FadeIn(*self.mark_gap("many")), part=0.12)

    @scene
    def lesson(self):
        """What to look at."""
        self.wait(0.2)
