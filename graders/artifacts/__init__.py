"""What a call leaves beside its value: figures and saved models, read as data."""
