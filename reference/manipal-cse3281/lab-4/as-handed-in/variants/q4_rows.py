"""Rows of pixels, plain descent for few epochs, a matrix by hand, a model of another name."""

import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits

# Without a network there is no MNIST: the digits of scikit-learn, as large as its pictures.
digits = load_digits()
small = torch.tensor(digits.images, dtype=torch.float32).unsqueeze(1) / 16
pictures = nn.functional.pad(nn.functional.interpolate(small, size=(20, 20), mode="bilinear"), (4, 4, 4, 4))
targets = torch.tensor(digits.target)
X_train, y_train, X_test, y_test = pictures[:1500], targets[:1500], pictures[1500:], targets[1500:]


class FFN(nn.Module):
    def __init__(self, h1=256, h2=100):
        super(FFN, self).__init__()
        self.fc1 = nn.Linear(784, h1)
        self.fc2 = nn.Linear(h1, h2)
        self.dropout = nn.Dropout(0.1)
        self.fc3 = nn.Linear(h2, 10)

    def forward(self, x):
        x = F.relu(self.fc1(x))
        return F.log_softmax(self.fc3(self.dropout(F.relu(self.fc2(x)))), dim=1)


classifier = FFN()
optimizer = torch.optim.SGD(classifier.parameters(), lr=0.01)
for epoch in range(3):
    for batch in torch.randperm(len(X_train)).split(32):
        x, y = X_train[batch], y_train[batch]
        optimizer.zero_grad()
        F.nll_loss(classifier(x.view(-1, 28 * 28)), y).backward()
        optimizer.step()

cm = torch.zeros(10, 10, dtype=torch.int64)
for t, p in zip(y_test, classifier(X_test.view(-1, 784)).argmax(1)):
    cm[t, p] += 1
print(cm)
total_params = sum(p.numel() for p in classifier.parameters())
print(f"{total_params:,} parameters")
