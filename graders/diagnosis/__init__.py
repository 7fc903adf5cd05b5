"""Why a check was failed: the known mistake that gives the same numbers, else a general cause, else nothing."""
