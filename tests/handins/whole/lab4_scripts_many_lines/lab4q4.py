import torch
import torch.nn as nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms
from sklearn.metrics import confusion_matrix, ConfusionMatrixDisplay
import matplotlib.pyplot as plt

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")

mnist_trainset = datasets.MNIST(root="./data", download=True, train=True, transform=transforms.ToTensor())
train_loader = DataLoader(mnist_trainset, batch_size=50, shuffle=True)
mnist_testset = datasets.MNIST(root="./data", download=True, train=False, transform=transforms.ToTensor())
test_loader = DataLoader(mnist_testset, batch_size=50, shuffle=True)

class FeedForwardNN(nn.Module):
    def __init__(self):
        super(FeedForwardNN, self).__init__()
        self.net = nn.Sequential(
            nn.Linear(784, 100, bias=True),
            nn.ReLU(),
            nn.Linear(100, 100, bias=True),
            nn.ReLU(),
            nn.Linear(100, 10, bias=True),
            nn.Softmax(dim=1),
        )

    def forward(self, x):
        x = x.view(-1, 784)
        return self.net(x)

model = FeedForwardNN().to(device)
loss_fn = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.001)

for epoch in range(5):
    running_loss = 0.0
    for i, (inputs, labels) in enumerate(train_loader):
        inputs, labels = inputs.to(device), labels.to(device)
        optimizer.zero_grad()
        outputs = model(inputs)
        loss = loss_fn(outputs, labels)
        loss.backward()
        optimizer.step()
        running_loss += loss.item()
        print("batch", i, "loss", loss.item())
    print(f"Epoch {epoch + 1} loss {running_loss / len(train_loader)}")

correct, total = 0, 0
all_labels, all_preds = [], []
model.eval()
with torch.no_grad():
    for vinputs, vlabels in test_loader:
        vinputs, vlabels = vinputs.to(device), vlabels.to(device)
        voutputs = model(vinputs)
        _, predicted = torch.max(voutputs, 1)
        total += vlabels.size(0)
        correct += (predicted == vlabels).sum().item()
        all_labels.extend(vlabels.cpu().numpy())
        all_preds.extend(predicted.cpu().numpy())

print("Accuracy", correct / total)
cm = confusion_matrix(all_labels, all_preds)
print(cm)
ConfusionMatrixDisplay(cm).plot()
plt.show()
print("Number of learnable parameters:", sum(p.numel() for p in model.parameters() if p.requires_grad))
