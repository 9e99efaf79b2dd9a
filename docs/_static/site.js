/* What the theme's inline handlers did. */
