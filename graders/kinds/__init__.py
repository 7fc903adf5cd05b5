"""What each kind of check does with the hand-in; how authors call it is in `graders.language`."""
