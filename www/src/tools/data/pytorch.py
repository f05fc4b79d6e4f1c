# $about
# python $name.py FILE.safetensors
# torchrun --nproc-per-node 2 $name.py FILE.safetensors
import os, sys, torch, torch.distributed as dist
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import nn


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = $rnn  # $gates
        self.readout = $readout

    def forward(self, x):
        return self.readout(self.rnn(x)[0]$outputs)  # $first


def loss_of(network, x, target, mask):  # $loss
    y = network(x)
    each = $each
    return (each.sum(-1) * mask).sum() / $count


# $load
file = load_file(sys.argv[1])
network = Network()
network.load_state_dict({k: v for k, v in file.items() if not k.startswith("sequences.")})
part = lambda which: [file[f"sequences.{which}.{k}"] for k in ("inputs", "targets", "mask")]
here, there = loss_of(network, *part("shown")).item(), file["sequences.shown.loss"].item()
assert abs(here - there) <= 1e-5 * max(1, there), (here, there)

# $train
rank, world = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
if world > 1:
    dist.init_process_group("gloo")
model = nn.parallel.DistributedDataParallel(network) if world > 1 else network
data = [each[rank::world] for each in part("training")]
optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
say = print if rank == 0 else lambda *_: None
say(f"$said: {there:.6f} / {here:.6f}", f"({world} × {len(data[0])})")
for update in range(201):
    loss = loss_of(model, *data)
    if update % 50 == 0:
        say(update, f"{loss.item():.6f}")
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1)
    optimizer.step()

# $save
if rank == 0:
    task = safe_open(sys.argv[1], "pt").metadata()
    save_file(network.state_dict(), sys.argv[1].replace(".safetensors", "-trained.safetensors"), task)
if world > 1:
    dist.destroy_process_group()
