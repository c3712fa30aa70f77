"""What a text is made of: canonical characters, paragraphs, sentences, words, quotations, facts. Pure functions."""
