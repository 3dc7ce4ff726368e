"""Train the teacher, from a base folder or from where an earlier run stopped.

    python -m index.training.teacher.base e5-small-q4.bin --shared ../shared --out BASE
    python -m index.training.teacher.collect --shared ../shared --out EXAMPLES
    python -m index.training.teacher.train --base BASE --examples EXAMPLES --work WORK --steps 2200 --deadline 08:52
    python -m index.training.teacher.evaluate WORK/network --shared ../shared
    python -m index.training.teacher.export WORK/network --out FOLDER

A run is known by its work folder: started again it goes on with the next batch. The learning rate falls with
the greater of the share of steps and the share of time till the deadline, so it always ends at nought.
More steps or a later deadline given to the same folder raise it again from where it stands.
"""

from __future__ import annotations

import argparse
import copy
import os
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from shutil import copyfile

import torch
from torch import Tensor
from torch.nn import functional

from index.models.pretrained_inputs import PieceVocabulary
from index.training.teacher.base import TOKENIZER_FILE
from index.training.teacher.examples import UNKNOWN, load_examples
from index.training.teacher.network import Network, Output, from_base, save_network
from index.training.teacher.stream import KEPT, RATES, START, Batch, Position, Stream
from index.training.teacher.stream import Settings as StreamSettings

CHECKPOINT_FILE, NETWORK_FOLDER = "checkpoint.pt", "network"
# “answers” as much as the span: refusing is what the product gains most by.
LOSS_WEIGHTS = {"span": 1.0, "evidence": 2.0, "answers": 1.0, "contrast": 0.5, "fits": 0.25}
_NEVER = -1e4


@dataclass(frozen=True)
class Settings:
    """What a run depends on besides its data. ``deadline``: seconds since 1970, 0 for none."""

    steps: int
    deadline: float = 0.0
    rate: float = 1.5e-4
    head_rate: float = 6e-4
    warm_up: int = 120
    decay: float = 0.01
    least: float = 0.01  # of the rate, at the end
    threads: int = 2
    parts: int = 4  # batches of a step
    frozen: int = 0  # lowest layers that stay as they are: each spares 2/3 of its time
    save_seconds: float = 300.0
    seed: int = 1


def losses(output: Output, batch: Batch) -> dict[str, Tensor]:
    """The parts of the loss; what is not said of a row costs nothing."""
    nothing = output.fits.sum() * 0
    found = dict.fromkeys(LOSS_WEIGHTS, nothing)
    said = batch.starts != UNKNOWN
    if said.any():
        start = functional.cross_entropy(output.starts[said], batch.starts[said])
        found["span"] = (start + functional.cross_entropy(output.ends[said], batch.ends[said])) / 2
    said = batch.evidence != UNKNOWN
    if said.any():
        wanted = batch.evidence[said].float()
        found["evidence"] = functional.binary_cross_entropy_with_logits(output.evidence[said], wanted)
    for name, logits, labels in (
        ("answers", output.answers, batch.answers),
        ("fits", output.fits, batch.fits),
    ):
        said = labels != UNKNOWN
        if said.any():
            found[name] = functional.binary_cross_entropy_with_logits(logits[said], labels[said].float())
    contrast = _contrast(output.fits, batch)
    if contrast is not None:
        found["contrast"] = contrast
    return found


def _contrast(fits: Tensor, batch: Batch) -> Tensor | None:
    """How far the passage to be found stands out among its rivals: a softmax over the rows of each question."""
    same = batch.groups[:, None] == batch.groups[None]
    rival = (batch.fits == 0)[None] & same
    right = (batch.fits == 1) & rival.any(1)
    if not right.any():
        return None
    seen = rival | torch.eye(len(fits), dtype=torch.bool)
    logits = fits[None].expand_as(seen).masked_fill(~seen, _NEVER)[right]
    return functional.cross_entropy(logits, torch.arange(len(fits))[right])


def optimiser_of(network: Network, settings: Settings) -> torch.optim.AdamW:
    """AdamW; the heads, which start fresh, take larger steps, and vectors and norms are not decayed."""
    heads = ("span.", "gather.", "judge.", "mark.")
    parts: dict[tuple[bool, bool], list[Tensor]] = {}
    for name, values in network.named_parameters():
        if values.requires_grad:
            parts.setdefault((name.startswith(heads), values.ndim > 1), []).append(values)
    groups = [
        {
            "params": values,
            "peak": settings.head_rate if head else settings.rate,
            "weight_decay": settings.decay if matrix else 0.0,
        }
        for (head, matrix), values in sorted(parts.items(), key=lambda item: item[0])
    ]
    return torch.optim.AdamW(groups, lr=0.0, betas=(0.9, 0.98), eps=1e-6, fused=True)


@dataclass
class Run:
    """A run as it stands; ``elapsed``: seconds of training so far, over all starts.

    Steps are taken on 32-bit weights, computed is with a 16-bit copy (``fast``).
    """

    network: Network
    optimiser: torch.optim.AdamW
    settings: Settings
    step: int = 0
    position: Position = START
    elapsed: float = 0.0

    def __post_init__(self) -> None:
        self.fast = copy.deepcopy(self.network).bfloat16()
        if self.settings.frozen:
            still = [self.fast.positions, self.fast.norm, *self.fast.layers[: self.settings.frozen]]
            for part in still:
                part.requires_grad_(False)
            self.fast.kind.requires_grad_(False)

    def done(self, now: float) -> float:
        """The share of the run that is behind: of its steps, or of its time if that is more."""
        share = self.step / self.settings.steps
        if self.settings.deadline:
            left = max(0.0, self.settings.deadline - now)
            share = max(share, self.elapsed / (self.elapsed + left) if self.elapsed else 0.0, float(not left))
        return min(1.0, share)

    def take(self, batches: Sequence[Batch], done: float, workers: ThreadPoolExecutor) -> dict[str, float]:
        """One step over several batches, each read by one thread; the parts of the loss.

        Threads that share a product wait for each other at every one of them, which beside other work on the
        machine costs half the time; threads with a batch each wait once a step.
        """
        share = min(1.0, (self.step + 1) / self.settings.warm_up) * max(1.0 - done, self.settings.least)
        for group in self.optimiser.param_groups:
            group["lr"] = group["peak"] * share
        results = list(workers.map(self.gradients, batches))
        both = zip(self.network.parameters(), self.fast.parameters(), strict=True)
        trained = [values for values, fast in both if fast.requires_grad]
        # Added up in the order of the batches, not as they are ready: the same run gives the same weights.
        for values, *parts in zip(trained, *(gradients for gradients, _ in results), strict=True):
            values.grad = torch.zeros_like(values)
            for part in parts:
                if part is not None:
                    values.grad.add_(part, alpha=1 / len(batches))
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        self._refresh()
        self.step += 1
        return {name: sum(found[name] for _, found in results) / len(results) for name in LOSS_WEIGHTS}

    def gradients(self, batch: Batch) -> tuple[Sequence[Tensor | None], dict[str, float]]:
        """Add the gradients of a batch; gives its losses by name."""
        output = self.fast(batch.numbers, batch.present.bfloat16(), batch.first, batch.last)
        found = losses(output, batch)
        total = torch.stack([LOSS_WEIGHTS[name] * loss for name, loss in found.items()]).sum()
        trained = [values for values in self.fast.parameters() if values.requires_grad]
        gradients = torch.autograd.grad(total, trained, allow_unused=True)
        return gradients, {name: loss.item() for name, loss in found.items()}

    def _refresh(self) -> None:
        """Bring the copy that is computed with up to the weights that are stepped."""
        with torch.no_grad():
            for fast, values in zip(self.fast.parameters(), self.network.parameters(), strict=True):
                if values.requires_grad:
                    fast.copy_(values)

    def save(self, work: Path) -> None:
        """Write the checkpoint; an interrupted write leaves the one before."""
        state = {
            "network": self.network.state_dict(), "optimiser": self.optimiser.state_dict(), "step": self.step,
            "position": [self.position.turn, self.position.slab, self.position.batch], "elapsed": self.elapsed,
        }  # fmt: skip
        work.mkdir(parents=True, exist_ok=True)
        unfinished = work / f"{CHECKPOINT_FILE}.new"
        torch.save(state, unfinished)
        os.replace(unfinished, work / CHECKPOINT_FILE)

    def restore(self, work: Path) -> bool:
        """Go on from the checkpoint of a folder; whether there is one."""
        if not (work / CHECKPOINT_FILE).exists():
            return False
        state = torch.load(work / CHECKPOINT_FILE, weights_only=True)
        self.network.load_state_dict(state["network"])
        peaks = [group["peak"] for group in self.optimiser.param_groups]
        self.optimiser.load_state_dict(state["optimiser"])
        for group, peak in zip(self.optimiser.param_groups, peaks, strict=True):
            group["peak"] = peak
        self.step, self.elapsed = state["step"], state["elapsed"]
        self.position = Position(*state["position"])
        self._refresh()
        return True


def train(run: Run, stream: Stream, work: Path, stop: Callable[[Run], bool] = lambda run: False) -> None:
    """Take steps until the run is done, saving now and then and at the end."""
    torch.set_num_threads(1)  # each worker has a batch of its own
    run.network.train()
    running: dict[str, float] = {}
    saved = last = time.monotonic()
    rows = 0
    waiting = stream.batches(run.position)
    with ThreadPoolExecutor(run.settings.threads) as workers:
        while (done := run.done(time.time())) < 1.0 and not stop(run):
            drawn = list(islice(waiting, run.settings.parts))
            found = run.take([batch for _, batch in drawn], done, workers)
            run.position = drawn[-1][0]
            now = time.monotonic()
            run.elapsed, last = run.elapsed + now - last, now
            rows += sum(len(batch.numbers) for _, batch in drawn)
            for name, loss in found.items():
                running[name] = 0.96 * running.get(name, loss) + 0.04 * loss
            if run.step % 25 == 0:
                parts = "  ".join(f"{name} {value:.3f}" for name, value in running.items())
                print(
                    f"{run.step} ({done:.3f}, {run.elapsed:.0f} s, {rows} rows): {parts}",
                    file=sys.stderr,
                    flush=True,
                )
            if now - saved > run.settings.save_seconds:
                run.save(work)
                saved = now
    run.save(work)


def deadline_of(clock: str) -> float:
    """Seconds since 1970 of a time of day in UTC, “08:52”: the next such time; 0 for an empty one."""
    if not clock:
        return 0.0
    hour, minute = map(int, clock.split(":"))
    now = datetime.now(UTC)
    end = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return (end if end > now else end + timedelta(days=1)).timestamp()


def main() -> None:
    """Train the teacher, or go on with it."""
    options = _options()
    settings = Settings(
        options.steps, deadline_of(options.deadline), rate=options.rate, head_rate=4 * options.rate,
        threads=options.threads, frozen=options.frozen, seed=options.seed,
    )  # fmt: skip
    network = from_base(options.base, options.seed)
    run = Run(network, optimiser_of(network, settings), settings)
    known = run.restore(options.work)
    print(
        f"{'goes on' if known else 'starts'} at step {run.step}: {asdict(settings)}",
        file=sys.stderr,
        flush=True,
    )
    vocabulary = PieceVocabulary(options.base / TOKENIZER_FILE)
    rates = {name: rate * (1.0 if name in KEPT else options.replay) for name, rate in RATES.items()}
    stream = Stream(
        load_examples(options.examples), vocabulary, StreamSettings(seed=options.seed, rates=rates)
    )
    train(run, stream, options.work)
    about = {
        "steps": run.step, "seconds": round(run.elapsed), "seed": options.seed, "rate": options.rate,
        "frozen": options.frozen,
    }  # fmt: skip
    save_network(run.network, options.work / NETWORK_FOLDER, about)
    copyfile(options.base / TOKENIZER_FILE, options.work / NETWORK_FOLDER / TOKENIZER_FILE)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--examples", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help="folder of checkpoints")
    parser.add_argument("--steps", type=int, default=2_200)
    parser.add_argument("--deadline", default="", help="time of day in UTC at which the run has ended, HH:MM")
    parser.add_argument("--rate", type=float, default=Settings.rate)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--frozen", type=int, default=0, help="lowest layers that stay as they are from here on"
    )
    parser.add_argument(
        "--replay", type=float, default=1.0, help="share of the other sets beside the product's own questions"
    )
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
