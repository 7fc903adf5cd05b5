"""The same in names, in the lines of its own code and in the name of what it returns."""

mallory = "<script>mallory()</script>"
globals()["<img src=x onerror=mallory()>\r\nmallory: 1"] = 1


def polynomial_gradient(x):
    return type("</pre><script>mallory()</script>\r\nmallory: 1\u202e", (), {})()
