"""The pair comes out the wrong way round: first the input, then its target."""

from torch.utils.data import Dataset


class LineDataset(Dataset):
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __len__(self):
        return len(self.x)

    def __getitem__(self, index):
        return self.y[index], self.x[index]
