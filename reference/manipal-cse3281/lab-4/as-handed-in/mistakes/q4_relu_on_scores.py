"""A ReLU behind the last layer takes the negative scores away, and the gradient with them."""

import torch
from sklearn.datasets import load_digits
from sklearn.metrics import confusion_matrix
from torch import nn
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(0)
# Without a network there is no MNIST: the digits of scikit-learn, as large as its pictures.
digits = load_digits()
small = torch.tensor(digits.images, dtype=torch.float32).unsqueeze(1) / 16
pictures = nn.functional.pad(nn.functional.interpolate(small, size=(20, 20), mode="bilinear"), (4, 4, 4, 4))
targets = torch.tensor(digits.target)


class MyDataset(Dataset):
    def __init__(self, pictures, targets):
        self.pictures = (pictures - 0.1307) / 0.3081
        self.targets = targets

    def __len__(self):
        return len(self.targets)

    def __getitem__(self, i):
        return self.pictures[i], self.targets[i]


train_data = MyDataset(pictures[:1500], targets[:1500])
test_data = MyDataset(pictures[1500:], targets[1500:])
train_loader = DataLoader(train_data, batch_size=64, shuffle=True)
test_loader = DataLoader(test_data, batch_size=64)


class FeedForwardNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 10), nn.ReLU()
        )

    def forward(self, x):
        return self.net(x)


model = FeedForwardNN()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
for epoch in range(5):
    for images, labels in train_loader:
        loss = criterion(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"Epoch {epoch + 1}: {loss.item():.4f}")

true, predicted = [], []
model.eval()
with torch.no_grad():
    for images, labels in test_loader:
        true += labels.tolist()
        predicted += model(images).argmax(dim=1).tolist()
print(confusion_matrix(true, predicted))
print("Parameters:", sum(p.numel() for p in model.parameters()))
