"""The length of a dataset is its number of samples; here every coordinate counts."""

from torch.utils.data import Dataset


class XORDataset(Dataset):
    def __init__(self, X, Y):
        self.X, self.Y = X, Y

    def __len__(self):
        return self.X.numel()

    def __getitem__(self, i):
        return self.X[i % len(self.X)], self.Y[i % len(self.X)]
