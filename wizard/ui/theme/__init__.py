"""Colors, type, icons and the style sheet."""
