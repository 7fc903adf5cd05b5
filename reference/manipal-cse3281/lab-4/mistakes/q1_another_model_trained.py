"""A new model is trained inside the function; the one that was handed in stays as it was."""

from torch.utils.data import DataLoader


def train_xor(model, X, Y, epochs=10_000, lr=0.03):
    model = XORModel()
    loader = DataLoader(XORDataset(X, Y), batch_size=1, shuffle=True)
    return [train_one_epoch(model, loader, lr) for _ in range(epochs)]
