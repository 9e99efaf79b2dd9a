"""The colours of all figures."""

# The card is a little darker than the page by day, and bears the theme's dimming by night.
# Blue and vermilion of Okabe and Ito stay apart for colour-blind readers; lines differ in
# dash and marker, marks in shape, as well.
CARD, INK, FAINT = "#f6f6f2", "#1d1d1b", "#8a8a85"
BLUE, VERMILION = "#0072b2", "#d55e00"
