"""Near-duplicate and rewrite detection for news: the engine, a library without HTTP."""
