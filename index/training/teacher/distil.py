"""Train a student of fewer layers on what the teacher says, and on the right answers.

    python -m index.training.teacher.distil --teacher WORK/network --examples EXAMPLES --work STUDENT --layers 6

The student starts from the teacher's layers, spread evenly, and its heads. It learns the teacher's whole
distribution of starts and ends, its two judgements and its last hidden states (Hinton et al. 2015; Jiao et
al. 2020), so that every row tells it more than a right answer does; rows without labels would do as well.
"""

from __future__ import annotations

import argparse
import copy
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from shutil import copyfile

import torch
from torch import Tensor
from torch.nn import functional

from index.models.pretrained_inputs import PieceVocabulary
from index.training.teacher.base import TOKENIZER_FILE
from index.training.teacher.examples import load_examples
from index.training.teacher.network import Network, Output, load_network, save_network, shortened
from index.training.teacher.stream import Batch, Stream
from index.training.teacher.stream import Settings as StreamSettings
from index.training.teacher.train import (
    LOSS_WEIGHTS,
    NETWORK_FOLDER,
    Run,
    Settings,
    deadline_of,
    losses,
    optimiser_of,
    train,
)

TEMPERATURE = 2.0
GOLD = 0.4  # of the loss of the right answers, beside 1.0 of the teacher's words
HIDDEN = 2.0
JUDGED = 0.1


def imitation(student: Output, teacher: Output) -> Tensor:
    """How far the student's words are from the teacher's."""
    parts = []
    for ours, theirs in ((student.starts, teacher.starts), (student.ends, teacher.ends)):
        wanted = functional.softmax(theirs / TEMPERATURE, dim=-1)
        given = functional.log_softmax(ours / TEMPERATURE, dim=-1)
        parts.append(functional.kl_div(given, wanted, reduction="batchmean") * TEMPERATURE**2 / 2)
    judged = [(student.answers, teacher.answers), (student.fits, teacher.fits)]
    for ours, theirs in (*judged, (student.evidence, teacher.evidence)):
        parts.append(functional.mse_loss(ours, theirs) * JUDGED)
    return torch.stack(parts).sum()


@dataclass
class StudentRun(Run):
    """A run whose loss is mostly a teacher's; the teacher stays as it is."""

    teacher: Network | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.teacher is None:
            raise ValueError("a student needs a teacher")
        self.master = copy.deepcopy(self.teacher).bfloat16().eval()

    def gradients(self, batch: Batch) -> tuple[Sequence[Tensor | None], dict[str, float]]:
        """Add the gradients of a batch; gives its losses by name."""
        present = batch.present.bfloat16()
        with torch.no_grad():
            theirs = self.master.encode(batch.numbers, present)[-1]
            said = self.master.heads(theirs, present, batch.first, batch.last)
        ours = self.fast.encode(batch.numbers, present)[-1]
        output = self.fast.heads(ours, present, batch.first, batch.last)
        found = losses(output, batch)
        gold = torch.stack([LOSS_WEIGHTS[name] * loss for name, loss in found.items()]).sum()
        seen = batch.present.bool()
        near = functional.mse_loss(ours[seen].float(), theirs[seen].float())
        total = GOLD * gold + imitation(output, said) + HIDDEN * near
        trained = [values for values in self.fast.parameters() if values.requires_grad]
        gradients = torch.autograd.grad(total, trained, allow_unused=True)
        return gradients, {name: loss.item() for name, loss in found.items()}


def main() -> None:
    """Train a student on what the teacher says."""
    options = _options()
    settings = Settings(
        options.steps, deadline_of(options.deadline), rate=options.rate, head_rate=options.rate,
        threads=options.threads, seed=options.seed,
    )  # fmt: skip
    teacher = load_network(options.teacher)
    student = shortened(teacher, options.layers)
    run = StudentRun(student, optimiser_of(student, settings), settings, teacher=teacher)
    known = run.restore(options.work)
    print(
        f"{'goes on' if known else 'starts'} at step {run.step}: {asdict(settings)}",
        file=sys.stderr,
        flush=True,
    )
    vocabulary = PieceVocabulary(options.teacher / TOKENIZER_FILE)
    stream = Stream(load_examples(options.examples), vocabulary, StreamSettings(seed=options.seed + 1))
    train(run, stream, options.work)
    taught = json.loads((options.teacher / "config.json").read_text(encoding="utf-8"))
    about = {
        "steps": run.step, "seconds": round(run.elapsed), "seed": options.seed, "rate": options.rate,
        "teacher": {name: taught[name] for name in ("steps", "seconds", "layers") if name in taught},
    }  # fmt: skip
    save_network(run.network, options.work / NETWORK_FOLDER, about)
    copyfile(options.teacher / TOKENIZER_FILE, options.work / NETWORK_FOLDER / TOKENIZER_FILE)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--teacher", type=Path, required=True)
    parser.add_argument("--examples", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help="folder of checkpoints")
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--steps", type=int, default=1_500)
    parser.add_argument("--deadline", default="", help="time of day in UTC at which the run has ended, HH:MM")
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
