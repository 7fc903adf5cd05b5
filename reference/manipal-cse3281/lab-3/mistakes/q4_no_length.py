"""Nobody can ask the dataset how many points it holds, not even a loader."""

from torch.utils.data import Dataset


class LineDataset(Dataset):
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __getitem__(self, index):
        return self.x[index], self.y[index]
