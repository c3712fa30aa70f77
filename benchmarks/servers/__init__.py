"""Servers in processes of their own, to be asked, killed and started again."""
