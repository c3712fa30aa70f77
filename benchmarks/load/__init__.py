"""Ever more clients, with slow and idle connections beside them."""
