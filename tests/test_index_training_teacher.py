"""The teacher's data, training, export and door, on networks small enough to train in a second."""

from __future__ import annotations

import json
import random
import re
import struct
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from index.models.pretrained_inputs import MOST_PIECES, PieceVocabulary, prepare, windows
from index.models.pretrained_reader import PretrainedReader, best_span
from index.training import corpora
from index.training.split import reading_held_out, training_fold, training_half
from index.training.teacher import card as card_of
from index.training.teacher import distil, evaluate, made_up, ranking, stream, twins
from index.training.teacher.base import PackedWeights, make_base
from index.training.teacher.examples import (
    READING,
    TRIAL,
    UNKNOWN,
    WEB,
    Examples,
    Group,
    add_reading,
    reading_set,
)
from index.training.teacher.export import blocks_of, export, megabytes
from index.training.teacher.network import from_base, load_network, save_network, shortened
from index.training.teacher.train import Run, Settings, losses, optimiser_of, train
from ingest.text.normalise import fold

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
needs_shared = pytest.mark.skipif(
    not (SHARED / "train/reading").is_dir(), reason="needs the training material in ../shared"
)
TEXTS = (
    "对复工复产企业给予一次性补贴，最高不超过50万元。由市财政局负责，2022年底前完成。",
    "轨道交通产业到2025年达到3000亿元，新增企业120家。",
    "符合条件的企业可以申请贷款贴息，期限不超过一年。",
    "本条例所称小微企业，是指从业人员少于一百人的企业。",
)
HIDDEN, LAYERS, HEADS, INNER, POSITIONS = 128, 2, 2, 256, 300


def packed_file(path: Path) -> list[str]:
    """A file in the layout of the wheel's, with small random tensors; the pieces it holds."""
    numbers = np.random.default_rng(1)
    characters = sorted(set("".join(TEXTS) + "补贴最高多少谁负责?"))
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "▁", *characters, "企业", "从未用过"]
    raw = [piece.encode() for piece in pieces]
    tensors: list[tuple[str, int, bytes, int]] = []

    def add(name: str, *shape: int) -> None:
        values = (numbers.standard_normal(shape) * 0.1).astype("<f4")
        tensors.append((name, 0, values.tobytes(), values.size))

    blocks = len(pieces) * HIDDEN // 32
    scales = (numbers.standard_normal(blocks) * 0.05).astype("<f2").view(np.uint8).reshape(-1, 2)
    halves = numbers.integers(0, 256, (blocks, 16), dtype=np.uint8)
    tensors.append(("emb.word", 1, np.hstack((scales, halves)).tobytes(), len(pieces) * HIDDEN))
    add("emb.pos", POSITIONS, HIDDEN)
    add("emb.type", 2, HIDDEN)
    for name in ("emb.ln", *(f"l{layer}.{norm}" for layer in range(LAYERS) for norm in ("aln", "oln"))):
        tensors.append((f"{name}.w", 0, np.ones(HIDDEN, "<f4").tobytes(), HIDDEN))
        add(f"{name}.b", HIDDEN)
    for layer in range(LAYERS):
        sizes = {"q": HIDDEN, "k": HIDDEN, "v": HIDDEN, "ao": HIDDEN, "fi": INNER, "fo": HIDDEN}
        for name, rows in sizes.items():
            add(f"l{layer}.{name}.w", rows, INNER if name == "fo" else HIDDEN)
            add(f"l{layer}.{name}.b", rows)
    parts = [b"E5S1", struct.pack("<I", 1)]
    parts.append(struct.pack("<7i", HIDDEN, LAYERS, HEADS, INNER, len(pieces), POSITIONS, 2))
    parts += [struct.pack("<fi", 1e-12, 32), struct.pack("<5i", len(pieces), 0, 2, 1, 3)]
    parts.append(struct.pack("<Q", sum(map(len, raw))))
    parts.append(np.cumsum([0, *map(len, raw)]).astype("<u4").tobytes())
    parts.append(np.full(len(pieces), -8.0, "<f4").tobytes())
    parts += [*raw, struct.pack("<iI", 0, 3), b"xyz", struct.pack("<i", len(tensors))]
    offset = sum(map(len, parts)) + sum(2 + len(name) + 21 for name, *_ in tensors)
    for name, kind, content, count in tensors:
        parts.append(struct.pack("<H", len(name)) + name.encode())
        parts.append(struct.pack("<BIQQ", kind, count, offset, len(content)))
        offset += len(content)
    path.write_bytes(b"".join((*parts, *(content for _, _, content, _ in tensors))))
    return pieces


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("teacher")
    packed_file(folder / "packed.bin")
    make_base(folder / "packed.bin", TEXTS * 4, folder / "base", most=20)
    return folder / "base"


@pytest.fixture(scope="module")
def vocabulary(base: Path) -> PieceVocabulary:
    return PieceVocabulary(base / "tokenizer.json")


def small_examples() -> Examples:
    examples = Examples()
    places = [examples.passage("通知", text) for text in TEXTS]
    first = TEXTS[0].index("最高")
    for copy in range(6):
        question = f"补贴最高多少？{copy}"
        group = Group("ncp", question, places[0], first, first + 8, 1, 1, (places[1], places[2]))
        examples.groups += [group, Group("squad2_zh_dev", "谁负责？", places[1], answers=0)]
        examples.groups.append(Group("qbqtc", "小微企业", places[3], fits=copy % 2))
    return examples


# -- the base --------------------------------------------------------------------------------------


def test_the_base_keeps_the_pieces_that_texts_use_and_every_single_character(base, vocabulary):
    tokenizer = json.loads((base / "tokenizer.json").read_text(encoding="utf-8"))
    kept = [piece for piece, _ in tokenizer["model"]["vocab"]]
    assert {"<s>", "<pad>", "</s>", "<unk>", "▁", "财", "企业"[0]} <= set(kept)
    assert "从未用过" not in kept
    assert vocabulary.begin == kept.index("<s>")
    assert vocabulary.pad == json.loads((base / "config.json").read_text())["pad"] == kept.index("<pad>")


def test_four_bits_are_unpacked_by_their_scale_and_packed_again_without_loss(tmp_path):
    packed_file(tmp_path / "packed.bin")
    weights = PackedWeights(tmp_path / "packed.bin")
    words = weights.tensor("emb.word", weights.shape.vocabulary, HIDDEN)
    numbers, scales = blocks_of(words)
    again = (numbers.astype(np.float32) - 8).reshape(len(words), -1, 32) * scales[:, :, None]
    assert np.abs(again.reshape(words.shape) - words).max() <= 1e-6
    with pytest.raises(ValueError, match="four bits"):
        blocks_of(np.random.default_rng(2).standard_normal((4, 64)).astype(np.float32))


def test_another_file_is_refused(tmp_path):
    (tmp_path / "other.bin").write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(ValueError, match="packed e5"):
        PackedWeights(tmp_path / "other.bin")


# -- inputs ----------------------------------------------------------------------------------------


@given(st.text(alphabet=st.sampled_from("企業补貼ＡbC1９ \n\t　。…㎡①\ud800"), max_size=60))
def test_every_prepared_character_knows_its_place(text):
    prepared = prepare(text)
    assert len(prepared.text) == len(prepared.places)
    assert (np.diff(prepared.places) > 0).all()
    for character, place in zip(prepared.text, prepared.places.tolist(), strict=True):
        assert character == " " if text[place].isspace() else character == _folded(text[place])


def _folded(character: str) -> str:
    return fold(character).encode("utf-8", "replace").decode("utf-8")


def test_layout_blanks_go_and_line_breaks_stay():
    assert prepare("达到 26842个\n其中 企业  Traffic Control").text == "达到26842个 其中 企业traffic control"


@settings(deadline=None)
@given(text=st.text(alphabet=st.sampled_from("企業补贴最高50万元。 \n…㎡囧"), max_size=80))
def test_pieces_lie_in_the_original_text_in_order(vocabulary, text):
    pieces = vocabulary.cut([text])[0]
    assert len(pieces.numbers) == len(pieces.spans)
    assert ((pieces.spans[:, 0] >= 0) & (pieces.spans[:, 1] <= len(text))).all()
    assert (np.diff(pieces.spans[:, 0]) >= 0).all()
    for begin, end in pieces.spans.tolist():
        assert end > begin


@given(st.integers(0, 3000), st.integers(1, 253), st.integers(0, 300))
def test_windows_cover_every_piece_and_none_is_too_long(count, room, overlap):
    found = windows(count, room, overlap)
    assert found[0][0] == 0 and found[-1][1] == count
    assert all(0 <= end - begin <= room for begin, end in found)
    assert all(after[0] <= before[1] for before, after in pairwise(found))
    assert len(set(found)) == len(found)


def test_a_row_never_exceeds_its_room(vocabulary):
    long = np.arange(5, 25).repeat(50)
    row = vocabulary.row(long, long, long)
    assert len(row.numbers) == MOST_PIECES
    assert row.numbers[row.last] == vocabulary.end and row.numbers[row.first - 1] == vocabulary.end


# -- examples --------------------------------------------------------------------------------------


@given(st.integers(0, 10_000), st.data())
def test_a_window_holds_its_answer(seed, data):
    text = "。".join(TEXTS) * data.draw(st.integers(1, 12))
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, min(len(text), start + 60)))
    begin, stop = stream.window_of(text, start, end, random.Random(seed))
    assert 0 <= begin <= start and end <= stop <= len(text)


def test_labels_point_at_the_answer_s_pieces(vocabulary):
    examples = small_examples()
    found = 0
    batches = stream.Stream(examples, vocabulary, stream.Settings(seed=3)).batches(stream.START)
    answer = vocabulary.cut([TEXTS[0][TEXTS[0].index("最高") :][:8]])[0].numbers.tolist()
    for _, (_, batch) in zip(range(4), batches, strict=False):
        for row in range(len(batch.numbers)):
            start, end = int(batch.starts[row]), int(batch.ends[row])
            if start > 0:
                # A text by itself begins with the mark of a word.
                assert batch.numbers[row, start : end + 1].tolist() == answer[1:]
                assert batch.first[row] <= start <= end < batch.last[row]
                assert batch.answers[row] == 1
                found += 1
            elif batch.answers[row] == 0:
                assert start == end == 0
    assert found


def test_the_sentences_around_an_answer_are_marked(vocabulary):
    text = "各区自行安排。最高给予50万元奖励；每年一次。"
    start = text.index("50万元")
    examples = Examples()
    own = examples.passage("", text)
    rival = examples.passage("", TEXTS[0])
    examples.groups.append(Group("webqa", "奖励多少？", own, start, start + 4, 1, 1, (rival,)))
    examples.groups.append(
        Group("product", "奖励多少？", own, answers=1, fits=1, evidence=((0, 7), (18, 23)))
    )
    examples.groups.append(Group("product", "罚多少？", rival, answers=0))
    examples.groups.append(Group("statutes", "奖励多少？", own, fits=1))
    told = {
        group.source + group.question: stream.windows_of(examples, group, random.Random(1))
        for group in examples.groups
    }
    (first, *others) = told["webqa奖励多少？"]
    assert [first.text[begin:end] for begin, end in first.evidence] == ["最高给予50万元奖励；"]
    assert all(other.evidence == () for other in others)
    (whole, *_) = told["product奖励多少？"]
    assert [whole.text[begin:end] for begin, end in whole.evidence] == ["各区自行安排。", "每年一次。"]
    assert told["product罚多少？"][0].evidence == () and told["statutes奖励多少？"][0].evidence is None


def test_pieces_are_marked_as_far_as_they_are_of_the_passage(vocabulary):
    text = "各区自行安排。最高给予50万元奖励；每年一次。"
    examples = Examples()
    own = examples.passage("办法", text)
    examples.groups.append(Group("product", "奖励多少？", own, answers=1, fits=1, evidence=((7, 18),)))
    _, batch = next(stream.Stream(examples, vocabulary, stream.Settings(seed=3)).batches(stream.START))
    first, last = int(batch.first[0]), int(batch.last[0])
    marks = batch.evidence[0]
    assert (marks[:first] == UNKNOWN).all() and (marks[last:] == UNKNOWN).all()
    wanted = vocabulary.cut([text[7:18]])[0].numbers.tolist()[1:]
    assert batch.numbers[0, first:last][marks[first:last] == 1].tolist() == wanted


def test_a_source_seen_in_part_shows_other_parts_in_the_next_pass():
    groups = [Group("webqa", str(number), 0, 0, 1, 1, 1) for number in range(400)]
    settings_ = stream.Settings(rates={"webqa": 0.5})
    first, second = (set(stream.turn_order(groups, settings_, turn)) for turn in (0, 1))
    assert not first & second and len(first | second) == 400
    assert stream.turn_order(groups, settings_, 0) == stream.turn_order(groups, settings_, 0)


def test_made_up_questions_are_answered_by_the_wording_and_twins_are_not():
    numbers = random.Random(1)
    found = made_up.made_of(TEXTS[3], numbers)
    assert found is not None and found.thing == "小微企业" in found.question
    assert TEXTS[3][found.start : found.end] == "从业人员少于一百人的企业"
    twin = made_up.twin_of("2022年补贴是多少？", "补贴", TEXTS[0], [], numbers)
    assert twin is not None and "2022" not in twin
    assert made_up.twin_of("补贴是多少？", "补贴", TEXTS[0], ["财政局"], numbers) is None


def test_a_twin_asks_for_the_thing_most_like_the_one_that_is_there():
    passage = "农村居民人均可支配收入增长6.5%。"
    things = ["幼儿园", "城镇职工人均可支配收入", "农村居民", "轨道交通客运量"]
    found = made_up.nearest_thing("农村居民人均可支配收入", passage, things, random.Random(1))
    assert found == "城镇职工人均可支配收入"
    assert made_up.nearest_thing("农村居民", passage, ["居民收入"], random.Random(1)) is None
    assert made_up.nearest_thing("农村居民", passage, [], random.Random(1)) is None


@needs_shared
def test_no_held_out_reading_passage_is_trained_on():
    examples = Examples()
    add_reading(examples, SHARED)
    texts = {passage.text for passage in examples.passages}
    assert len(examples.groups) > 30_000
    assert not any(reading_held_out(text) for text in texts)
    assert not texts & {asked.text for asked in reading_set(SHARED, TRIAL, held_out=True)}
    for name in (*READING, WEB):
        held = {asked.text for asked in reading_set(SHARED, name, held_out=True)}
        assert held and not texts & held


@needs_shared
def test_no_held_out_policy_or_article_is_trained_on():
    examples = Examples()
    ranking.add_policies(examples, SHARED, random.Random(1))
    questions = {group.question for group in examples.groups}
    for doc_id, text in corpora.policy_texts(SHARED).items():
        if not training_half(doc_id):
            assert all(text[:200] not in passage.text for passage in examples.passages if passage.text)
    records = [*map(json.loads, corpora.lines(SHARED / "bench/ncp/questions-dev.jsonl"))]
    held = {record["question"] for record in records if not training_half(record["docid"])}
    assert len(held & questions) <= 2  # two texts are asked the same
    spared = {record["question"] for record in records if training_fold(record["docid"]) != ranking.READ_FOLD}
    learned = {group.question for group in examples.groups if group.source == ranking.POLICY}
    assert len(learned) > 100 and len(spared & learned) <= 2
    laws = Examples()
    groups, pool = ranking.statute_groups(laws, SHARED)
    texts = corpora.statute_texts(SHARED)
    kept_back = ranking.held_out_wordings(SHARED, texts)
    assert groups and kept_back and not kept_back & {laws.passages[number].text for number in pool}


# -- network and training --------------------------------------------------------------------------


def _run(base: Path, steps: int = 6) -> Run:
    settings_ = Settings(steps, warm_up=2, rate=1e-3, head_rate=1e-3, parts=2)
    network = from_base(base, seed=1)
    return Run(network, optimiser_of(network, settings_), settings_)


def _stream(vocabulary: PieceVocabulary) -> stream.Stream:
    return stream.Stream(small_examples(), vocabulary, stream.Settings(seed=2, pieces=300))


def test_a_run_that_stopped_ends_with_the_weights_of_one_that_did_not(base, vocabulary, tmp_path):
    whole = _run(base)
    train(whole, _stream(vocabulary), tmp_path / "whole")
    part = _run(base)
    train(part, _stream(vocabulary), tmp_path / "part", stop=lambda run: run.step >= 3)
    again = _run(base)
    assert again.restore(tmp_path / "part") and again.step == 3
    train(again, _stream(vocabulary), tmp_path / "part")
    assert again.step == whole.step == 6 and again.position == whole.position
    for name, values in whole.network.state_dict().items():
        assert torch.equal(values, again.network.state_dict()[name]), name
    start = from_base(base, seed=1)
    assert torch.equal(whole.network.words.weight, start.words.weight)
    assert not torch.equal(whole.network.span.weight, start.span.weight)


def test_frozen_layers_stay_and_the_others_learn(base, vocabulary, tmp_path):
    run = _run(base)
    train(run, _stream(vocabulary), tmp_path, stop=lambda run: run.step >= 2)
    settings_ = Settings(6, warm_up=2, rate=1e-3, head_rate=1e-3, parts=2, frozen=1)
    network = from_base(base, seed=1)
    again = Run(network, optimiser_of(network, settings_), settings_)
    assert again.restore(tmp_path)
    before = {name: values.clone() for name, values in again.network.state_dict().items()}
    train(again, _stream(vocabulary), tmp_path)
    for name, values in again.network.state_dict().items():
        still = name.startswith(("words", "positions", "norm", "kind", "layers.0."))
        assert torch.equal(values, before[name]) == still or name.endswith(".bias"), name


def test_training_lowers_the_loss_and_no_checkpoint_means_a_fresh_start(base, vocabulary, tmp_path):
    run = _run(base, steps=40)
    assert not run.restore(tmp_path)
    _, batch = next(_stream(vocabulary).batches(stream.START))

    def loss() -> float:
        output = run.network(batch.numbers, batch.present, batch.first, batch.last)
        return sum(part.item() for part in losses(output, batch).values())

    before = loss()
    train(run, _stream(vocabulary), tmp_path)
    assert loss() < before


def test_the_share_done_follows_the_clock_where_that_is_ahead(base):
    run = _run(base, steps=100)
    run.settings = Settings(100, deadline=1_000.0)
    run.step, run.elapsed = 10, 300.0
    assert run.done(now=900.0) == pytest.approx(0.75)
    assert run.done(now=1_000.0) == 1.0
    run.step = 90
    assert run.done(now=900.0) == pytest.approx(0.9)


def test_a_student_starts_from_the_teacher_s_layers(base):
    teacher = from_base(base)
    student = shortened(teacher, 1)
    assert student.sizes.layers == 1
    last = teacher.layers[-1].state_dict()
    assert all(torch.equal(values, last[name]) for name, values in student.layers[0].state_dict().items())


# -- what ships ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shipped(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shipped")
    save_network(from_base(base), folder / "network", {"steps": 0})
    export(load_network(folder / "network"), folder / "reader", base / "tokenizer.json", {"steps": 0})
    return folder / "reader"


def test_the_exported_network_says_what_the_trained_one_says(base, shipped, vocabulary):
    assert megabytes(shipped) < 1
    network = from_base(base).eval()

    def run(rows: dict[str, np.ndarray]) -> list[np.ndarray]:
        with torch.no_grad():
            output = network(*(torch.from_numpy(values) for values in rows.values()))
        return [part.numpy() for part in vars(output).values()]

    passages = [("通知", TEXTS[0]), ("", TEXTS[1] * 30), ("", "")]
    theirs = PretrainedReader.over("trained", vocabulary, run).read("补贴最高多少？", passages)
    ours = PretrainedReader(shipped).read("补贴最高多少？", passages)
    for one, other in zip(ours, theirs, strict=True):
        assert np.array_equal(one.spans, other.spans)
        np.testing.assert_allclose(one.starts, other.starts, atol=0.1)
        assert one.answers == pytest.approx(other.answers, abs=0.05)


def test_the_door_gives_offsets_of_the_original_text(shipped):
    text = "對企業給予補貼，最高不超過 50 萬元。\n" * 40
    read = PretrainedReader(shipped).read("补贴？", [("", text), ("", ""), ("題目", "囧")])
    assert read[0].spans[-1][1] <= len(text) and 0 <= read[0].start < read[0].end <= len(text)
    assert len(read[0].starts) == len(read[0].ends) == len(read[0].inside) == len(read[0].spans)
    assert np.isfinite(read[0].starts).all() and 0 < read[0].probability < 1
    assert (read[1].start, read[1].end, len(read[1].spans)) == (0, 0, 0)
    assert PretrainedReader(shipped).read("补贴？", []) == []


def test_the_best_span_begins_before_it_ends():
    starts, ends = np.log([0.1, 0.2, 0.7]), np.log([0.8, 0.1, 0.1])
    assert best_span(starts, ends)[:2] == (0, 0)
    assert best_span(np.log([0.9, 0.1]), np.log([0.1, 0.9]), longest=1)[:2] == (0, 0)


def test_a_folder_without_a_whole_reader_is_refused(shipped, tmp_path):
    with pytest.raises(OSError):
        PretrainedReader(tmp_path)
    for name in ("config.json", "tokenizer.json"):
        (tmp_path / name).write_bytes((shipped / name).read_bytes())
    with pytest.raises(ValueError, match=r"model\.onnx"):
        PretrainedReader(tmp_path)
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(ValueError, match=r"tokenizer\.json"):
        PretrainedReader(tmp_path)


# -- measures --------------------------------------------------------------------------------------


def test_measures_agree_with_counting_by_hand():
    assert evaluate.character_f1("50 万元。", ["50萬元"]) == 1.0
    assert evaluate.character_f1("不超过50万元", ["50万元"]) == pytest.approx(2 * 4 / 11)
    assert evaluate.character_f1("", ["50万元"]) == 0.0
    assert evaluate.area([3, 2], [1, 2]) == pytest.approx(0.875)
    assert evaluate.refused_at([1.0] * 9 + [0.0], [-1.0, 2.0]) == 0.5


def test_a_student_comes_nearer_to_its_teacher(base, vocabulary, tmp_path):
    teacher = from_base(base, seed=1)
    student = shortened(teacher, 1)
    settings_ = Settings(30, warm_up=2, rate=2e-3, head_rate=2e-3, parts=2)
    run = distil.StudentRun(student, optimiser_of(student, settings_), settings_, teacher=teacher)
    _, batch = next(_stream(vocabulary).batches(stream.START))
    rows = (batch.numbers, batch.present, batch.first, batch.last)

    def apart() -> float:
        with torch.no_grad():
            ours, theirs = run.network.encode(*rows[:2])[-1], teacher.encode(*rows[:2])[-1]
            return (ours - theirs).square().mean().item()

    before = apart()
    train(run, _stream(vocabulary), tmp_path)
    assert apart() < before
    with pytest.raises(ValueError, match="teacher"):
        distil.StudentRun(student, optimiser_of(student, settings_), settings_)


def test_the_card_names_base_data_licences_and_figures():
    facts = {
        "layers": 6,
        "hidden": 384,
        "pieces": 22066,
        "steps": 1500,
        "rate": 1e-4,
        "seed": 1,
        "seconds": 5400,
    }
    facts["frozen"] = 4
    facts["teacher"] = {"layers": 12, "steps": 1500, "seconds": 5400}
    given = {"cmrc2018_trial, span": {"questions": 400, "f1": 0.66}, "new": {"area": 0.9}}
    before = {"cmrc2018_trial, span": {"questions": 400, "f1": 0.44}}
    groups = small_examples().groups
    card = card_of.model_card("wence-reader-e5-zh", facts, 28.05, groups, given, before)
    assert "multilingual-e5-small (MIT" in card and "CC BY-SA 3.0" in card and "28.1 MB" in card
    assert "| cmrc2018_trial, span: f1 (400 questions) | 0.440 | 0.660 |" in card
    assert "| new: area | – | 0.900 |" in card
    assert "a teacher of 12 layers" in card and "The 4 lowest layers" in card
    assert {group.source for group in groups} <= {
        one for names, *_ in card_of.SOURCES.values() for one in names
    }
    alone = card_of.model_card("m", {**facts, "teacher": None, "frozen": 0}, 1.0, [], given, None)
    assert "| measure | this one |\n|---|---|\n" in alone


@pytest.mark.parametrize(
    ("question", "passage", "turned"),
    [
        ("2012年谁当选？", "2012年甲当选。", r"20\d\d年谁当选？"),
        ("第3届在哪里举行？", "第3届在南京举行。", r"第\d+届在哪里举行？"),
        ("最大的岛是哪个？", "最大的岛是本岛。", "最小的岛是哪个？"),
        ("《秋声》的作者是谁？", "《秋声》是甲写的。", "《春水》的作者是谁？"),
    ],
)
def test_a_question_is_turned_to_what_its_passage_does_not_answer(question: str, passage: str, turned: str):
    numbers = random.Random(1)
    found = twins.opposed(question, passage, numbers) or twins.with_other_name(
        question, passage, ["《春水》讲什么？", question], numbers
    )
    assert found is not None and found != question and re.fullmatch(turned, found)


def test_what_cannot_be_turned_and_what_the_passage_holds_is_left_alone():
    numbers = random.Random(1)
    assert twins.opposed("谁负责？", "财政局负责。", numbers) is None
    assert twins.opposed("增加多少？", "收入增加，支出减少。", numbers) is None, "the passage speaks of both"
    assert twins.with_other_name("谁负责？", "财政局负责。", ["《春水》？"], numbers) is None
    assert twins.with_other_name("《秋声》？", "《秋声》与《春水》。", ["《春水》？"], numbers) is None


def test_twins_are_added_without_an_answer_and_for_people_s_questions_alone():
    examples = Examples()
    own = examples.passage("", "2012年甲当选。")
    for source in ("cmrc2018_dev", "made_up"):
        examples.groups.append(Group(source, "2012年谁当选？", own, 5, 6, 1, 1))
    twins.add_twins(examples, random.Random(1))
    assert [(one.source, one.answers, one.own) for one in examples.groups[2:]] == [(twins.TWIN, 0, own)]
