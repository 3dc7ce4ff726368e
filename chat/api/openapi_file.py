"""Make the OpenAPI description say what is done: versioned paths, real statuses, errors, how to log in."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from chat.api.replies import ErrorReply
from chat.gateway.versions import NOW, versioned

TITLE = "Wence"
SUMMARY = "问策：问政府规划与政策，句句有出处"
ABOUT = (
    f"路径以 `{NOW}` 开头；不带 `v1` 的旧路径同样可用。出错时返回相应的状态码和 `error`（code、chinese、english）；"
    "每个回应都有 `X-Request-ID`，与审计日志的 `request` 相同；读取的回应带 ETag，可用 If-None-Match 再问。"
)
_ERROR_WORDS = {
    "400": "参数、问题或请求体有误",
    "401": "没有登录（启用账户时），见 WWW-Authenticate",
    "403": "没有权限，或请求来自别的网站",
    "404": "没有这份文件或这个地址",
    "405": "这个地址不接受这种请求，见 Allow",
    "408": "请求的内容迟迟未到",
    "413": "内容过大",
    "429": "请求过多或排队已满，见 Retry-After",
    "500": "程序出错，详情已记入日志",
    "503": "文件库正忙、已损坏，或模型不可用",
    "507": "磁盘空间不足",
}
_TAGS = {
    "ask": "问答", "search": "检索", "match": "适用政策", "status": "概况", "documents": "文件", "uploads": "上传",
    "originals": "原件", "duties": "任务", "indicators": "指标", "comparison": "对照", "admin": "管理",
    "openai": "OpenAI 兼容",
}  # fmt: skip
BEARER, SESSION = "bearer", "session"


def operation_id(route: APIRoute) -> str:
    """Name an operation after its function, which is unique within the interface."""
    return route.name


def describe(app: FastAPI, logged_in: bool) -> None:
    """Have an application give its description in this form; ``logged_in``: whether one has to log in."""

    def description() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _description(app, logged_in)
        return app.openapi_schema

    app.openapi = description  # type: ignore[method-assign]


def _description(app: FastAPI, logged_in: bool) -> dict[str, Any]:
    found = get_openapi(
        title=TITLE,
        version="1",
        summary=SUMMARY,
        description=ABOUT,
        routes=app.routes,
        tags=[{"name": name, "description": words} for name, words in _TAGS.items()],
    )
    found["paths"] = {versioned(path): methods for path, methods in found["paths"].items()}
    schemas = found.setdefault("components", {}).setdefault("schemas", {})
    _add_model(schemas)
    for path, methods in found["paths"].items():
        for operation in methods.values():
            _tell_errors(operation, path)
            if path == "/health":
                operation["security"] = []
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    found["components"]["securitySchemes"] = {
        BEARER: {"type": "http", "scheme": "bearer", "description": "users token 发的令牌"},
        SESSION: {"type": "apiKey", "in": "cookie", "name": "wence_session", "description": "在 /login 登录"},
    }
    found["security"] = [{BEARER: []}, {SESSION: []}] if logged_in else [{}, {BEARER: []}]
    return found


def _add_model(schemas: dict[str, Any]) -> None:
    model = ErrorReply.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(model.pop("$defs", {}))
    schemas["ErrorReply"] = model
    schemas["OpenAIErrorReply"] = {
        "type": "object",
        "required": ["error"],
        "properties": {
            "error": {
                "type": "object",
                "required": ["message", "type", "code"],
                "properties": {
                    "message": {"type": "string"},
                    "type": {"type": "string"},
                    "param": {"type": ["string", "null"]},
                    "code": {"type": ["string", "null"]},
                },
            }
        },
    }


def _tell_errors(operation: dict[str, Any], path: str) -> None:
    """Give an operation the errors it may answer with, each with its shape; FastAPI's 422 is none of them."""
    replies = operation["responses"]
    if "HTTPValidationError" in str(replies.get("422", "")):
        del replies["422"]
    name = "OpenAIErrorReply" if path.startswith("/v1/") else "ErrorReply"
    shape = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
    for status, words in _ERROR_WORDS.items():
        told = replies.setdefault(status, {"description": words})
        told.setdefault("content", shape)
        if status == "401":
            told["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}, "required": True}}
        elif status == "429":
            told["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "required": True}}
    for status, told in replies.items():
        if status[0] in "45":
            told.setdefault("content", shape)
    for status in [one for one in replies if one.startswith("2")]:
        replies[status].setdefault("headers", {})["X-Request-ID"] = {
            "schema": {"type": "string"},
            "required": True,
        }
    if operation.get("x-etag"):
        replies["304"] = {"description": "没有变，见 If-None-Match"}
