"""What is made outside Sphinx: executed chapters, the browser, PDF and EPUB."""
