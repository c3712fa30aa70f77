"""Readers: plain text, HTML and JSON in, articles out. They read; what a text means is not theirs to say."""
