"""Zero times infinity is not zero, nor is zero times NaN: the result must not depend on what stands in t."""


def zeros_of(t):
    return (t * 0).to(t.dtype)
