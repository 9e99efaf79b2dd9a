"""Lesson 2: a kernel slides over a bar, and the sums form a map."""

import manim as m

from drawing import BLUE, FAINT, INK, LARGE, NORMAL, PALE_BLUE, PALE_VERMILION, PAPER, SMALL, VERMILION, Film, scene

CELL, ROOMY = 0.72, 0.8  # the second for numbers with a sign


def bright(value):
    """Return how a pixel looks: dark, or bright."""
    return PAPER if value else INK


def signed(value):
    """Return the colour of a sum; its sign says the same."""
    return PALE_BLUE if value > 0 else PALE_VERMILION if value < 0 else PAPER


class SlidingKernel(Film):
    """Image left, working in the middle, map right."""

    def patch(self, row, column):
        """Return the cells under the kernel."""
        return m.VGroup(*(self.image[row + r][column + c] for r in range(3) for c in range(3)))

    def total(self, row, column):
        """Return the number of the map at a place."""
        return self.n["map"][row][column]

    def put(self, row, column):
        """Return the cell of the map with its sum."""
        return self.cell(self.total(row, column), ROOMY, SMALL, signed).move_to(self.places[row][column])

    def slide(self, places, part):
        """Move the kernel along places; each leaves its sum in the map."""
        for row, column in places:
            made = self.put(row, column)
            self.go(self.kernel.animate.move_to(self.patch(row, column)), part=part / len(places) * 0.6)
            self.go(m.FadeIn(made), part=part / len(places) * 0.4)
            self.made.add(made)

    @scene
    def bar(self):
        """The image as numbers."""
        self.image = self.grid(self.n["image"], CELL, NORMAL, bright).move_to([-4.6, 0.6, 0])
        label = self.text("image", SMALL).next_to(self.image, m.UP, 0.2)
        self.go(m.FadeIn(self.image, label), part=0.4)

    @scene
    def kernel_appears(self):
        """The kernel, beside the image."""
        self.weights = self.grid(self.n["kernel"], ROOMY, SMALL, signed).move_to([0.4, 1.2, 0])
        label = self.text("kernel", SMALL).next_to(self.weights, m.UP, 0.2)
        self.go(m.FadeIn(self.weights, label), part=0.4)

    @scene
    def multiply(self):
        """Nine products."""
        first = self.patch(0, 0)
        self.kernel = self.frame(first, BLUE, 10)
        laid = self.weights.copy()
        self.go(laid.animate.scale(CELL / ROOMY).move_to(first), part=0.2)
        self.go(m.FadeOut(laid), m.FadeIn(self.kernel), part=0.1)
        image, kernel = self.n["image"], self.n["kernel"]
        rows = [" + ".join(f"{image[r][c]}×{kernel[r][c]}" for c in range(3)) for r in range(3)]
        lines = [row.replace("-", "−") + (" +" if at < 2 else "") for at, row in enumerate(rows)]
        self.work = m.VGroup(*(self.text(line, SMALL) for line in lines)).arrange(m.DOWN, buff=0.2)
        self.work.move_to([0.4, -0.85, 0])
        self.go(m.LaggedStart(*(m.FadeIn(line) for line in self.work), lag_ratio=0.8), part=0.45)

    @scene
    def sum_up(self):
        """The sum goes into the map."""
        rows, columns = len(self.n["map"]), len(self.n["map"][0])
        empty = m.VGroup(
            *(m.VGroup(*(m.Square(ROOMY, color=FAINT, stroke_width=2) for _ in range(columns))) for _ in range(rows))
        )
        for row in empty:
            row.arrange(m.RIGHT, buff=0)
        self.places = empty.arrange(m.DOWN, buff=0).move_to([4.9, 0.8, 0])
        label = self.text("feature map", SMALL).next_to(self.places, m.UP, 0.2)
        result = self.text(f"= {self.total(0, 0)}", LARGE, weight=m.BOLD).next_to(self.work, m.DOWN, 0.25)
        self.go(m.FadeIn(self.places, label, result), part=0.3)
        made = self.put(0, 0)
        self.go(m.FadeIn(made), part=0.3)
        self.made = m.VGroup(made)
        self.work.add(result)

    @scene
    def along_the_row(self):
        """To the end of the first row."""
        self.go(m.FadeOut(self.work), part=0.08)
        self.slide([(0, column) for column in range(1, 4)], 0.85)

    @scene
    def down(self):
        """All other rows."""
        self.slide([(row, column) for row in (1, 2) for column in range(4)], 0.95)

    @scene
    def smaller(self):
        """The map is smaller."""
        self.go(self.point_at(self.made), part=0.4)

    @scene
    def signs(self):
        """Brighter is positive, darker negative."""
        self.go(self.kernel.animate.move_to(self.patch(0, 0)), part=0.2)
        self.go(self.point_at(self.made[0]), part=0.2)
        self.go(self.kernel.animate.move_to(self.patch(0, 3)), part=0.2)
        self.go(self.point_at(self.made[3], VERMILION), part=0.2)

    @scene
    def sky(self):
        """Another kernel, on a plain patch."""
        self.wipe()
        patch = self.grid([[self.n["sky"]] * 3] * 3, 1.1, SMALL).move_to([-5.15, 0.6, 0])
        edge = self.grid(self.n["edge"], 1.1, NORMAL, signed).move_to([-0.95, 0.6, 0])
        names = [
            self.text("plain sky", SMALL).next_to(patch, m.UP, 0.2),
            self.text("kernel", SMALL).next_to(edge, m.UP, 0.2),
        ]
        times = self.text("×", 60).move_to([-3.05, 0.6, 0])
        self.go(m.FadeIn(patch, edge, times, *names), part=0.3)

    @scene
    def cancels(self):
        """What the middle adds, the neighbours take away."""
        middle, number, each = self.n["middle"], self.n["neighbours"], self.n["neighbour"]
        lines = [
            self.text(f"middle: {middle:g}", SMALL),
            self.text(f"neighbours: {number} × {each:g} = {number * each:g}".replace("-", "−"), SMALL),
            self.text(f"sum: {self.n['answer']}", LARGE, weight=m.BOLD),
        ]
        group = m.VGroup(*lines).arrange(m.DOWN, buff=0.4, aligned_edge=m.LEFT).move_to([3.9, 0.6, 0])
        for line in group:
            self.go(m.FadeIn(line), part=0.2)
