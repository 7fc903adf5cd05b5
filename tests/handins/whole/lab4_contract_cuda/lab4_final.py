import time

import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn as nn
import torch.optim as optim
from sklearn.metrics import confusion_matrix as cm
from torch.utils.data import DataLoader, Dataset, TensorDataset

device = "cuda"
print("GPU:", torch.cuda.get_device_name(0))
torch.manual_seed(42)

X = torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=torch.float32).to(device)
Y = torch.tensor([0, 1, 1, 0], dtype=torch.float32).to(device)


# ---------------- Q1 ----------------
class XORModel(nn.Module):
    def __init__(self):
        super(XORModel, self).__init__()
        self.linear1 = nn.Linear(2, 2, bias=True)
        self.activation = nn.Sigmoid()
        self.linear2 = nn.Linear(2, 1, bias=True)

    def forward(self, x):
        x = x.to("cuda")
        x = self.linear1(x)
        x = self.activation(x)
        x = self.linear2(x)
        return x


class XORDataset(Dataset):
    def __init__(self, X, Y):
        self.X = X.to("cuda")
        self.Y = Y.to("cuda")

    def __len__(self):
        return len(self.X)

    def __getitem__(self, idx):
        return self.X[idx], self.Y[idx]


def train_one_epoch(model, loader, lr):
    model.to(device)
    loss_fn = nn.MSELoss()
    opt = optim.SGD(model.parameters(), lr=lr)
    running = 0.0
    for i, data in enumerate(loader):
        inputs, labels = data
        inputs = inputs.cuda()
        labels = labels.cuda()
        opt.zero_grad()
        outputs = model(inputs).flatten()
        loss = loss_fn(outputs, labels)
        loss.backward()
        opt.step()
        running += loss.item()
    return running / len(loader)


def train_xor(model, X, Y, epochs=10_000, lr=0.03):
    full_dataset = XORDataset(X, Y)
    train_data_loader = DataLoader(full_dataset, batch_size=1, shuffle=True)
    loss_list = []
    for epoch in range(epochs):
        avg_loss = train_one_epoch(model, train_data_loader, lr)
        loss_list.append(avg_loss)
        if epoch % 100 == 0:
            print("Epoch {}/{}, Loss = {}".format(epoch, epochs, avg_loss))
    return loss_list


def count_trainable(model):
    total = 0
    for name, param in model.named_parameters():
        print(name, param.numel())
        if param.requires_grad:
            total += param.numel()
    return total


model = XORModel().to(device)
print(model)
loss_list = train_xor(model, X, Y)
plt.plot(loss_list)
plt.xlabel("epoch")
plt.ylabel("loss")
plt.show()
for param in model.named_parameters():
    print(param)


# ---------------- Q2 ----------------
class XORReluModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(2, 2)
        self.fc2 = nn.Linear(2, 1)
        self.relu = nn.ReLU()

    def forward(self, x):
        return self.fc2(self.relu(self.fc1(x.to("cuda"))))


def train_xor_relu(model, X, Y, epochs=10_000, lr=0.03):
    print("training the relu one")
    return train_xor(model, X, Y, epochs, lr)


model2 = XORReluModel().to("cuda")
loss2 = train_xor_relu(model2, X, Y, 5000)


# ---------------- Q3 ----------------
def sigmoid(z):
    return 1 / (1 + torch.exp(-z))


def manual_forward(state, X):
    W1 = state["hidden.weight"].to("cuda")
    b1 = state["hidden.bias"].to("cuda")
    W2 = state["output.weight"].to("cuda")
    b2 = state["output.bias"].to("cuda")
    X = X.to("cuda")
    print("W1 =", W1, "b1 =", b1)
    h = sigmoid(torch.matmul(X, W1.t()) + b1)
    out = torch.matmul(h, W2.t()) + b2
    return out


# ---------------- Q4 ----------------
class MnistMLP(nn.Module):
    def __init__(self, h1, h2):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(784, h1, bias=True),
            nn.ReLU(),
            nn.Linear(h1, h2, bias=True),
            nn.ReLU(),
            nn.Linear(h2, 10, bias=True),
        )

    def forward(self, x):
        x = x.view(-1, 784)
        return self.net(x.to("cuda"))


def train(model, images, labels):
    model.to(device)
    model.train()
    loader = DataLoader(TensorDataset(images, labels), batch_size=64, shuffle=True)
    criterion = nn.CrossEntropyLoss().to(device)
    optimizer = optim.Adam(model.parameters(), lr=0.001)
    start = time.time()
    for epoch in range(8):
        running_loss = 0.0
        correct = 0
        for img, lab in loader:
            img, lab = img.to("cuda"), lab.to("cuda")
            optimizer.zero_grad()
            out = model(img)
            loss = criterion(out, lab)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * len(lab)
            correct += (out.argmax(1) == lab).sum().item()
        print(f"Epoch {epoch + 1}: loss {running_loss / len(images):.4f} acc {correct / len(images):.4f}")
    print("took", time.time() - start, "s")
    torch.cuda.empty_cache()


def predict(model, images):
    model = model.to("cuda")
    model.eval()
    with torch.no_grad():
        _, predicted = torch.max(model(images.to("cuda")), 1)
    return predicted.cpu()


def confusion_matrix(y_true, y_pred, n=10):
    matrix = cm(y_true.cpu().numpy(), y_pred.cpu().numpy(), labels=np.arange(n))
    print(matrix)
    return torch.from_numpy(matrix)


def plot_confusion(matrix):
    plt.figure(figsize=(8, 6))
    plt.imshow(matrix.cpu(), cmap="Blues")
    plt.colorbar()
    plt.title("Confusion Matrix")
    plt.xlabel("Predicted")
    plt.ylabel("True")
    plt.show()


def count_parameters(model):
    # weights of every layer
    total = 0
    for layer in model.modules():
        if isinstance(layer, nn.Linear):
            total += layer.in_features * layer.out_features
    print("Total parameters:", total)
    return total
