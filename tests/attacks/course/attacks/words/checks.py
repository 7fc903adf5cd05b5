"""What comes back on the page. CHECKS-SOURCE must be in no answer that a student gets."""

import torch

from graders import exercise

speak = exercise("speak")
save = exercise("save")


@speak.check(points=1, show="example")
def prints(student, reference, draw):
    "Prints </p><script>alert(1)</script>"
    student.call("speak", "print").close_to(reference.speak("print"))


@speak.check(points=1, show="example")
def raises(student, reference, draw):
    "Raises"
    student.call("speak", "raise").close_to(reference.speak("raise"))


@speak.check(points=1, show="example")
def names(student, reference, draw):
    "Raises what it named itself"
    student.call("speak", "name").close_to(reference.speak("name"))


@save.check(points=1, show="example")
def saves(student, reference, draw):
    "Saves"
    student.do("save", "out.pt")
    student.checkpoint("out.pt", written_by="save").holds({"weight": torch.ones(2)})
