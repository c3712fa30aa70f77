"""English: the language the rules were made for, and the only one whose persons are followed."""
