"""What the book is called, for people and machines; knows no page."""
