"""`allclose lab ...`: what an instructor makes a lab with."""
