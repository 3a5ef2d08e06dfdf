"""Small changes to the code, each of which a test has to notice."""
