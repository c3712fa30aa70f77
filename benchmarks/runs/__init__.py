"""The three tests. Each asks the service and writes raw predictions; none computes a figure."""
