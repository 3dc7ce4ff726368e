"""Train the shipped reader and write it as ONNX with 8-bit weights.

    python -m index.training.reader --shared ../shared --out index/models/wence-reader-zh

Fixed seeds; with ``--steps`` the result does not depend on how fast the machine is. Runs on two
CPU cores (bfloat16 where the processor has it) or on an accelerator, where it only is faster.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import torch

from index.models.answer_reader import ABOUT, FILE_NAME, INPUTS, OUTPUTS
from index.models.embedding import load_model
from index.models.reader_inputs import FEATURES
from index.training.reader_data import TUNING, Data, Drawer, Settings, batches, read_data
from index.training.reader_model import Reader, losses

LOSS_WEIGHTS = {"guess": 0.3, "start": 0.5, "end": 0.5, "inside": 1.5, "pair": 0.7}


def train(data: Data, settings: Settings, model: Reader | None = None) -> tuple[Reader, int]:
    """Train a reader on the CPU; gives it and the number of steps taken."""
    torch.manual_seed(settings.seed)
    torch.set_num_threads(settings.threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = (model or Reader(settings.shape)).to(device).train()
    optimiser = torch.optim.AdamW(
        model.parameters(), settings.learning_rate, weight_decay=settings.decay, fused=True
    )
    vectors = torch.from_numpy(data.table.vectors[: len(data.table.rows)]).to(device)
    draw_words = _word_sampler(data, settings)
    began, step = time.monotonic(), 0
    running: dict[str, float] = {}

    def progress() -> float:
        return _progress(settings, step, time.monotonic() - began)

    for batch in batches(Drawer(data, settings), data, settings, progress):
        done = progress()
        if done >= 1.0:
            break
        for group in optimiser.param_groups:
            group["lr"] = _learning_rate(settings, done)
        with torch.autocast(device, torch.bfloat16):
            found = losses(model, batch.to(device), vectors, draw_words().to(device))
        optimiser.zero_grad(set_to_none=True)
        torch.stack([LOSS_WEIGHTS[name] * loss for name, loss in found.items()]).sum().backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        step += 1
        for name, loss in found.items():
            running[name] = 0.98 * running.get(name, loss.item()) + 0.02 * loss.item()
        if step % 100 == 0:
            parts = "  ".join(f"{name} {value:.3f}" for name, value in sorted(running.items()))
            print(f"{step} ({done:.3f}, {time.monotonic() - began:.0f} s): {parts}", file=sys.stderr)
    return model.cpu().eval(), step


def _progress(settings: Settings, step: int, seconds: float) -> float:
    """How much of the stage is behind, from 0 to 1."""
    if settings.steps:
        return min(1.0, step / settings.steps)
    return min(1.0, seconds / (60 * settings.minutes))


def _learning_rate(settings: Settings, done: float) -> float:
    """Rising on a line, then falling by a cosine to a hundredth."""
    share = min(1.0, done / settings.warm_up) * 0.5 * (1 + np.cos(np.pi * done))
    return settings.learning_rate * max(float(share), 0.01)


def _word_sampler(data: Data, settings: Settings) -> Callable[[], torch.Tensor]:
    """Draws rows of words that have a vector, by their frequency to the power 0.75 (Mikolov et al. 2013)."""
    count = len(data.table.rows)
    frequency = np.zeros(count)
    for passages in data.passages.values():
        frequency += np.bincount(passages.rows, minlength=count)
    weights = frequency**0.75 * np.abs(data.table.vectors[:count]).max(axis=1).astype(bool)
    shares = np.cumsum(weights / weights.sum())
    numbers = np.random.default_rng(settings.seed + 1)
    return lambda: torch.from_numpy(
        np.searchsorted(shares, numbers.random(settings.sample)).clip(max=count - 1)
    )


def export(model: Reader, path: Path) -> None:
    """Give the trained reader without what only training needs, its weights in 8 bits, as one ONNX file."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    rows, words = 2, 24
    example = (
        torch.zeros(rows, words, model.words.in_features), torch.zeros(rows, words, dtype=torch.long),
        torch.zeros(rows, words, dtype=torch.long), torch.zeros(rows, words, FEATURES), torch.ones(rows, words),
    )  # fmt: skip
    axes = {name: {0: "passages", 1: "words"} for name in (*INPUTS, *OUTPUTS[:3])} | {"pair": {0: "passages"}}
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / FILE_NAME
        # The exporter by tracing: the newer one needs a package more and gives the same graph.
        torch.onnx.export(
            model, example, str(whole), input_names=list(INPUTS), output_names=list(OUTPUTS), dynamic_axes=axes,
            opset_version=17, dynamo=False,
        )  # fmt: skip
        quantize_dynamic(whole, path, weight_type=QuantType.QInt8, per_channel=True)


def tuned(model: Reader, data: Data, settings: Settings, part: int | None = None) -> Reader:
    """Train a copy of the reader in the last stage; ``part``: on that part of the policy questions alone."""
    chosen = [place for place, asked in enumerate(data.policy) if part is None or asked.part == part]
    answers = range(len(data.policy), len(data.policy_others))
    held = replace(
        data,
        policy=[data.policy[place] for place in chosen],
        policy_others=[data.policy_others[place] for place in (*chosen, *answers)],
    )
    copy = Reader(settings.shape)
    copy.load_state_dict(model.state_dict())
    return train(held, settings, model=copy)[0]


def tuning(settings: Settings) -> Settings:
    """Give the settings of the last stage: a fifth of the time, smaller steps, no words left out to be guessed."""
    return replace(
        settings,
        mix=dict(TUNING),
        minutes=settings.minutes / 7,
        steps=settings.steps // 7,
        learning_rate=settings.learning_rate / 3,
        hidden_share=0.0,
    )


def save(model: Reader, folder: Path, settings: Settings, about: Mapping[str, object]) -> None:
    """Write the ONNX file and what it was made with."""
    folder.mkdir(parents=True, exist_ok=True)
    export(model, folder / FILE_NAME)
    facts = {
        "embedding": load_model().fingerprint,
        "shape": asdict(settings.shape),
        "parameters": sum(values.numel() for values in model.parameters()),
        **about,
    }
    (folder / ABOUT).write_text(json.dumps(facts, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Train, tune and write the reader with the options of the command line."""
    options = _options()
    settings = Settings(
        seed=options.seed,
        minutes=options.minutes,
        steps=options.steps,
        threads=options.threads,
        limit=options.limit,
    )
    data = read_data(options.shared, settings)
    model, steps = train(data, settings)
    last = tuning(settings)
    about = {
        "seed": settings.seed,
        "steps": steps,
        "minutes": settings.minutes,
        "batch_words": settings.batch_words,
    }
    # The parts first: they are only needed to fit the choice of spans.
    for part in (0, 1) if options.parts else ():
        save(tuned(model, data, last, part), options.parts / str(part), settings, {**about, "part": part})
    save(tuned(model, data, last), options.out, settings, about)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--shared", type=Path, default=Path("../shared"), help="folder of the training material"
    )
    parser.add_argument("--out", type=Path, default=Path("index/models/wence-reader-zh"))
    parser.add_argument(
        "--parts", type=Path, help="also write the two readers that the span selector is fitted with"
    )
    parser.add_argument(
        "--minutes", type=float, default=60.0, help="of the first stage; the last takes a seventh"
    )
    parser.add_argument("--steps", type=int, default=0, help="instead of minutes")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=int, default=0, help="passages of each source, to try things out")
    return parser.parse_args()


if __name__ == "__main__":
    main()
