"""The desk: a page an editor works from, rendered here and read in any browser."""
