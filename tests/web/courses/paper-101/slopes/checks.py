"""The checks of this lab are never run here: the tests of the pages store verdicts as a worker would."""
