"""The 6 is missing: the slope of 6x is 6, not 0."""

slope_at_two = 32 * 2.0**3 + 9 * 2.0**2 + 14 * 2.0
print("The slope at 2 is", slope_at_two)
