"""Training of the reader: windows drawn from corpora, and the adapter fitted on them."""
