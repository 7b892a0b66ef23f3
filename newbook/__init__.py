"""A book of one's own: a folder to code another news report in, and the book that is made of it."""
