"""Say in words what works here and what does not: the store, the models, OCR, LibreOffice, the language model.

Each check answers for one part; none changes anything. ``app.py doctor`` prints them.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from chat.writing.language_model import MODEL, OpenAIChat, settings_from
from index.storage.originals import SETTING, most_bytes
from index.store import Store, open_chosen_store
from ingest.errors import LanguageModelFailed, StoreMissing, WenceError

GOOD, BAD, ABSENT = "good", "bad", "absent"
LEAST_SPACE = 500 * 2**20  # bytes free beside the store below which the next ingest may fail
LEAST_DESCRIPTORS = 1_024  # files and connections that a server may have open
_ADVICE = {
    "key": "请核对 WENCE_LLM_KEY",
    "model": "请核对 WENCE_LLM_URL（通常以 /v1 结尾）和 WENCE_LLM_MODEL",
    "connection": "请核对 WENCE_LLM_URL、网络和代理设置，本机模型请先启动服务",
    "limit": "请稍后再试，或检查账户额度",
    "slow": "服务太慢，可加大 WENCE_LLM_SECONDS",
}


@dataclass(frozen=True, slots=True)
class Check:
    """The outcome of one check. ``state``: good, bad, or absent (an optional part that is not there)."""

    name: str
    state: str
    words: str


def examine(folder: Path, environment: Mapping[str, str] = os.environ) -> list[Check]:
    """Check everything for the store in a folder (which need not exist) and the settings of an environment."""
    return [
        *_store(folder), _private(folder), _space(folder), _descriptors(), _log(environment), _ocr(), _office(),
        check_language_model(environment),
    ]  # fmt: skip


def _store(folder: Path) -> list[Check]:
    try:
        with open_chosen_store(folder, any_model=True) as store:
            return [_standing(store), _originals(store)]
    except StoreMissing:
        return [Check("文件库", ABSENT, "还没有文件库，收入文件（ingest）后建立")]
    except WenceError as error:
        return [Check("文件库", BAD, error.chinese)]


def _standing(store: Store) -> Check:
    status = store.status()
    counts = f"{status['documents']} 份文件，{status['chunks']} 段，嵌入模型 {status['model']}"
    if store.notice:
        return Check("文件库", BAD, f"{counts}；{store.notice}")
    if not store.is_current():
        return Check("文件库", BAD, f"{counts}；与当前的嵌入模型不符，请运行 reindex")
    return Check("文件库", GOOD, counts)


def _originals(store: Store) -> Check:
    """The kept files, each read against its sum."""
    most = most_bytes()
    files, size = store.originals.usage()
    words = f"留存 {files} 份，{size / 2**30:.2f} GB，至多 {most / 2**30:g} GB"
    faults = store.faults()
    if faults:
        told = [
            f"{what} {len(names)} 份：{'、'.join(names[:5])}{'……' if len(names) > 5 else ''}"
            for what, names in (("丢失", faults.missing), ("内容已变", faults.changed))
            if names
        ]
        advice = "回答不受影响，只是看不到原页；再次收入同一文件即可恢复"
        return Check("原件", BAD, f"{words}；{'；'.join(told)}。{advice}")
    if not files:
        return Check(
            "原件", ABSENT, "没有留存，再次收入 PDF、图片后可看原页" if most else f"按设置（{SETTING}）不留存"
        )
    return Check("原件", GOOD, words)


def _space(folder: Path) -> Check:
    place = next(parent for parent in (folder, *folder.resolve().parents) if parent.exists())
    free = shutil.disk_usage(place).free
    words = f"剩余 {free / 2**30:.1f} GB"
    if not os.access(place, os.W_OK):
        return Check("磁盘", BAD, f"文件夹不可写；{words}")
    return Check("磁盘", GOOD if free >= LEAST_SPACE else BAD, words)


def _private(folder: Path) -> Check:
    """Whether other users of the machine can read what is kept."""
    name = "文件权限"
    if os.name != "posix" or not folder.is_dir():
        return Check(name, ABSENT, "还没有文件" if os.name == "posix" else "由系统的访问控制决定")
    open_ones = [path.name for path in folder.glob("*.sqlite3*") if path.stat().st_mode & 0o077]
    if open_ones:
        return Check(name, BAD, f"别的用户可以读：{'、'.join(sorted(open_ones))}；请 chmod 600")
    return Check(name, GOOD, "只有运行它的用户能读")


def _descriptors() -> Check:
    """How many files and connections a server of this user may have open."""
    try:
        import resource
    except ImportError:
        return Check("打开文件数", ABSENT, "这个系统不限")
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if 0 <= hard < LEAST_DESCRIPTORS:
        return Check(
            "打开文件数", BAD, f"至多 {hard}，连接多时会拒绝；请调到 {LEAST_DESCRIPTORS} 以上（LimitNOFILE）"
        )
    return Check("打开文件数", GOOD, f"至多 {hard}" if hard >= 0 else "不限")


def _log(environment: Mapping[str, str]) -> Check:
    form = environment.get("WENCE_LOG", "").strip().lower() or "text"
    good = form in ("text", "json")
    return Check("日志", GOOD if good else BAD, f"WENCE_LOG={form}" + ("" if good else "；应为 text 或 json"))


def _ocr() -> Check:
    if find_spec("rapidocr"):
        return Check("文字识别", GOOD, "已安装，扫描件和图片可以读")
    return Check("文字识别", ABSENT, "未安装，扫描件和图片读不了；安装：make ocr")


def _office() -> Check:
    if shutil.which("soffice") or shutil.which("libreoffice"):
        return Check("LibreOffice", GOOD, "已安装，旧版 Word、WPS 文件可以读")
    return Check("LibreOffice", ABSENT, "未安装，旧版 .doc、.wps 文件读不了")


def check_language_model(environment: Mapping[str, str]) -> Check:
    """Ask the model that the settings name for one word; give what is wrong, in words."""
    name = "语言模型"
    try:
        settings = settings_from(environment)
    except WenceError as error:
        return Check(name, BAD, error.chinese)
    if settings is None:
        return Check(name, ABSENT, f"未设置（{MODEL}），回答直接引用条文")
    try:
        reply = "".join(OpenAIChat(settings).stream([("user", "只回答一个字：好")]))
    except LanguageModelFailed as error:
        advice = _ADVICE.get(error.kind, "请查看该服务自己的日志")
        return Check(name, BAD, f"{settings.model}：{error.chinese}。{advice}")
    return Check(name, GOOD, f"{settings.model} 可用，回应“{reply.strip()[:20]}”")
