"""The points are shuffled even where nobody asked for it."""

from torch.utils.data import DataLoader


def make_loader(x, y, batch_size, shuffle=False):
    return DataLoader(LineDataset(x, y), batch_size=batch_size, shuffle=True)
