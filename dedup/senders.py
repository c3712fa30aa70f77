"""The senders file: who may send, what is worth an alert, where alerts go."""
