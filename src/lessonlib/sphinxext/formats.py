"""Which builders write pages on which something can be clicked, and which write a book."""

LIVE = ("html", "dirhtml", "singlehtml")
BOOKS = ("epub", "pdf")
