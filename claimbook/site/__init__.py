"""The pages: all that knows Sphinx, and the theme."""
