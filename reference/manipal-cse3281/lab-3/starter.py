"""Lab 3: linear and logistic regression.

Fill in the functions and classes and upload this file. Keep the names. You may add helper functions and imports of your
own. Unless a docstring says otherwise, x and y are float tensors of shape (n,); a loss is the mean of squared errors.
"""

from torch import nn
from torch.utils.data import Dataset

# --- A line through five points --------------------------------------------------------------------------------------


def fit_line(x, y, w=1.0, b=1.0, lr=0.001, epochs=100):
    """Full-batch gradient descent from (w, b): a dict with "w", "b" and "losses". Gradients by autograd."""
    raise NotImplementedError


# --- Twenty-three points and a curve ---------------------------------------------------------------------------------


def fit_23(x, y, w=1.0, b=1.0, lr=0.001, epochs=100):
    """The same contract as fit_line."""
    raise NotImplementedError


def loss_curve(losses, path):
    """Draws the loss over the epochs, with named axes, and saves the figure to the path."""
    raise NotImplementedError


# --- Two points, two epochs, by hand ---------------------------------------------------------------------------------


def loss_at(w, b, x, y):
    """The mean of the squared residuals, a residual being wx + b - y."""
    raise NotImplementedError


def grads(w, b, x, y):
    """The pair (dw, db) of the loss by the formula, without autograd."""
    raise NotImplementedError


def autograd_grads(w, b, x, y):
    """The pair (dw, db) of the loss by autograd."""
    raise NotImplementedError


def two_epochs(w, b, x, y, lr=0.001):
    """A list of two tuples (dw, db, w, b), one for each epoch: its gradients, and the weights after its step."""
    raise NotImplementedError


# --- A class that learns ---------------------------------------------------------------------------------------------


class RegressionModel:
    """A line with the attributes w and b, both 1 at the start."""

    def __init__(self):
        raise NotImplementedError

    def forward(self, x):
        """The predictions wx + b."""
        raise NotImplementedError

    def criterion(self, y, yp):
        """The mean squared error of the predictions yp."""
        raise NotImplementedError

    def update(self, lr):
        """One step of w and b along their gradients, downhill."""
        raise NotImplementedError

    def reset_grad(self):
        """Clears the gradients of w and b."""
        raise NotImplementedError


def train(model, x, y, epochs=100, lr=0.001):
    """Trains the model with its own methods; returns the loss of each epoch, as a list."""
    raise NotImplementedError


# --- Parameters, batches, an optimizer -------------------------------------------------------------------------------


class LineDataset(Dataset):
    """The pairs (x[i], y[i])."""

    def __init__(self, x, y):
        raise NotImplementedError

    def __len__(self):
        raise NotImplementedError

    def __getitem__(self, index):
        raise NotImplementedError


def make_loader(x, y, batch_size, shuffle=False):
    """A DataLoader over a LineDataset of these points."""
    raise NotImplementedError


class LineModule(nn.Module):
    """A line with the nn.Parameters w and b, both 1 at the start."""

    def __init__(self):
        super().__init__()
        raise NotImplementedError

    def forward(self, x):
        """The predictions wx + b."""
        raise NotImplementedError


def fit_loader(model, loader, lr, epochs):
    """Trains this very model with torch.optim.SGD, one step for each batch of the loader."""
    raise NotImplementedError


# --- A layer instead of two numbers ----------------------------------------------------------------------------------


class LinearRegression(nn.Module):
    """A single nn.Linear(1, 1)."""

    def __init__(self):
        super().__init__()
        raise NotImplementedError

    def forward(self, x):
        """(n, 1) -> (n, 1)."""
        raise NotImplementedError


def linear_step(model, x, y, lr=0.001):
    """One step of plain gradient descent on all points at once; returns the loss before it, as a number."""
    raise NotImplementedError


def fit_linear(model, x, y):
    """Trains this very model in any way you like; returns the list of losses."""
    raise NotImplementedError


def loss_figure(losses, path):
    """Draws the losses with named axes, the vertical one logarithmic, and saves the figure to the path."""
    raise NotImplementedError


# --- Two inputs ------------------------------------------------------------------------------------------------------


def split_table(table):
    """From a table (n, 4) with the columns subject, x1, x2, y: the inputs (n, 2) and the targets (n,)."""
    raise NotImplementedError


def fit_multi(X, y):
    """The plane w1 x1 + w2 x2 + b that fits X (n, 2) and y (n,): the three numbers (w1, w2, b)."""
    raise NotImplementedError


def predict(weights, x1, x2):
    """What the plane with weights = (w1, w2, b) predicts at (x1, x2)."""
    raise NotImplementedError


# --- Yes or no -------------------------------------------------------------------------------------------------------


class LogisticRegression(nn.Module):
    """One input, one output, a sigmoid."""

    def __init__(self):
        super().__init__()
        raise NotImplementedError

    def forward(self, x):
        """(n, 1) -> probabilities (n, 1)."""
        raise NotImplementedError


def mean_bce(p, y):
    """The mean binary cross-entropy of probabilities p (n,) and labels y (n,), which are whole numbers 0 or 1."""
    raise NotImplementedError


def fit_logistic(model, x, y):
    """Trains this very model on x (n, 1) and labels y (n,), in any way you like."""
    raise NotImplementedError


def predict_proba(model, x):
    """The probabilities (n,) of class 1 at the numbers x (n,), which may be whole."""
    raise NotImplementedError


# --- The residual turned round ---------------------------------------------------------------------------------------


def residuals_y_minus_yp(w, b, x, y):
    """The residuals y - yp, with yp = wx + b."""
    raise NotImplementedError


def grads_y_minus_yp(w, b, x, y):
    """The pair (dw, db) of the mean of their squares, by the formula, without autograd."""
    raise NotImplementedError


def two_epochs_y_minus_yp(w, b, x, y, lr=0.001):
    """As two_epochs, with these residuals."""
    raise NotImplementedError
