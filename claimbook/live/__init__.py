"""The book on localhost while it is written: one Sphinx application kept, a page that reloads itself."""
