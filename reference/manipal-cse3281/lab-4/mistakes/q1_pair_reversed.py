"""The pair is the wrong way round: the label comes before its sample."""

from torch.utils.data import Dataset


class XORDataset(Dataset):
    def __init__(self, X, Y):
        self.X, self.Y = X, Y

    def __len__(self):
        return len(self.X)

    def __getitem__(self, i):
        return self.Y[i], self.X[i]
