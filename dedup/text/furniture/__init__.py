"""Site furniture: what stands around the stories of a site, told apart by set phrases and by shape."""
