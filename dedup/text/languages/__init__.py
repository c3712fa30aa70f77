"""What differs from language to language: one file a language, behind one protocol."""
