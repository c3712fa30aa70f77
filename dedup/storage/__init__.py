"""The store: SQLAlchemy tables, the article store and the MinHash buckets. All SQL of the project lives here."""
