"""Lesson 3: windows keep their largest number, and rows become one row."""

import manim as m

from drawing import BLUE, FAINT, LARGE, NORMAL, PALE_BLUE, SMALL, VERMILION, Film, scene

CELL = 0.95


class Pooling(Film):
    """Map left, pooled map right, row below."""

    def window(self, row, column):
        """Return the cells of one window."""
        return m.VGroup(*(self.map[2 * row + r][2 * column + c] for r in range(2) for c in range(2)))

    def strongest(self, row, column):
        """Return the cell of a window that is kept."""
        return max(self.window(row, column), key=lambda cell: cell.value)

    def keep(self, row, column, part):
        """Move the window, and carry the largest number over."""
        best = self.strongest(row, column)
        self.go(self.frame_now.animate.move_to(self.window(row, column)), part=part * 0.4)
        best[0].set_fill(PALE_BLUE)
        kept = self.cell(self.n["pooled"][row][column], CELL, NORMAL).move_to(self.pooled[row][column])
        self.go(m.TransformFromCopy(best, kept), part=part * 0.6)
        self.kept.add(kept)

    def numbers_of(self, values):
        """Return a grid whose cells know their values."""
        grid = self.grid(values, CELL)
        for row, numbers in zip(grid, values, strict=True):
            for cell, value in zip(row, numbers, strict=True):
                cell.value = value
        return grid

    @scene
    def answers(self):
        """A small map."""
        self.map = self.numbers_of(self.n["map"]).move_to([-3.6, 0.4, 0])
        self.heading = self.text("feature map", SMALL).next_to(self.map, m.UP, 0.2)
        self.go(m.FadeIn(self.map, self.heading), part=0.4)

    @scene
    def first(self):
        """The first window."""
        self.kept = m.VGroup()
        self.pooled = (
            m.VGroup(
                *(
                    m.VGroup(*(m.Square(CELL, color=FAINT, stroke_width=2) for _ in range(2))).arrange(m.RIGHT, buff=0)
                    for _ in range(2)
                )
            )
            .arrange(m.DOWN, buff=0)
            .move_to([2.6, 0.4, 0])
        )
        label = self.text("max pooling", SMALL).next_to(self.pooled, m.UP, 0.2)
        self.frame_now = self.frame(self.window(0, 0), BLUE, 10)
        self.go(m.Create(self.frame_now), m.FadeIn(self.pooled, label), part=0.3)
        self.keep(0, 0, 0.5)
        self.label = label

    @scene
    def second(self):
        """The window beside it."""
        self.keep(0, 1, 0.7)

    @scene
    def rest(self):
        """The row below."""
        self.keep(1, 0, 0.45)
        self.keep(1, 1, 0.45)

    @scene
    def mean(self):
        """One strong answer, shared out."""
        self.go(m.FadeOut(self.map, self.heading, self.frame_now, self.kept, self.pooled, self.label), part=0.1)
        self.map = self.numbers_of(self.n["one"]).scale(1.3).move_to([-3.8, 0.4, 0])
        largest = self.text(f"max: {self.n['max']}", LARGE, BLUE, weight=m.BOLD)
        total = self.n["max"]
        average = self.text(
            f"average: {total} ÷ {self.n['size']} = {self.n['average']}", LARGE, VERMILION, weight=m.BOLD
        )
        self.lines = m.VGroup(largest, average).arrange(m.DOWN, buff=0.7, aligned_edge=m.LEFT).move_to([2.4, 0.4, 0])
        self.go(m.FadeIn(self.map), part=0.15)
        self.go(m.FadeIn(largest), part=0.15)
        self.go(m.FadeIn(average), part=0.15)

    @scene
    def forgets(self):
        """The strong answer moves; the maximum does not."""
        after = self.numbers_of(self.n["moved"]).scale(1.3).move_to(self.map)
        same = self.text(f"max: {self.n['moved_max']}", LARGE, BLUE, weight=m.BOLD).move_to(self.lines[0])
        self.remove(self.lines[0])
        self.add(same)
        self.go(m.FadeOut(self.map), part=0.1)
        self.go(m.FadeIn(after), part=0.1)
        self.go(self.point_at(same), part=0.3)
        self.gone = m.Group(after, same, self.lines[1])

    @scene
    def flatten(self):
        """Rows, one after another."""
        grid = self.grid(self.n["pooled"], CELL).move_to([-3.6, 0.6, 0])
        label = self.text("pooled map", SMALL).next_to(grid, m.UP, 0.2)
        self.go(m.FadeOut(self.gone), part=0.1)
        self.go(m.FadeIn(grid, label), part=0.1)
        row = self.grid([self.n["row"]], CELL).move_to([2.6, 0.6, 0])
        name = self.text("flattened", SMALL).next_to(row, m.UP, 0.2)
        cells = [cell for line in grid for cell in line]
        self.go(m.FadeIn(name), part=0.08)
        for cell, place in zip(cells, row[0], strict=True):
            self.go(m.TransformFromCopy(cell, place), part=0.12)

    @scene
    def weightless(self):
        """Nothing is learned."""
        words = self.text(f"weights: {self.n['parameters']}", LARGE, weight=m.BOLD).move_to([0, -1.5, 0])
        self.go(m.FadeIn(words), part=0.3)
