"""The learning rate 0.03 is written into the training; the one that it is given is ignored."""

from torch.utils.data import DataLoader


def train_xor(model, X, Y, epochs=10_000, lr=0.03):
    loader = DataLoader(XORDataset(X, Y), batch_size=1, shuffle=True)
    return [train_one_epoch(model, loader, 0.03) for _ in range(epochs)]
