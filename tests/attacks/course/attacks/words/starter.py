def speak(word):
    raise NotImplementedError


def save(path):
    raise NotImplementedError
