"""In functions."""

import torch


def show(title, tensor):
    print(f"{title}: {tensor.tolist()} {list(tensor.shape)}")


data = torch.randint(1, 100, (2, 3))
show("data", data)
show("reshape", data.reshape(-1))
show("view", data.view(3, 2))
show("stack", torch.stack([data, data]))
extra = data[None]
show("unsqueezed", extra)
show("squeezed", extra.squeeze(0))
