"""The REST interface for admins: kept conversations, votes on answers, tokens."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from chat.accounts.accounts import Accounts
from chat.api.replies import (
    ConversationsReply,
    FeedbackReply,
    RemovedReply,
    TokenReply,
    TokensReply,
    WholeConversationReply,
)
from chat.api.rest import gives, visit_of
from chat.api.schemas import MOST_ROWS, Limit, Offset, Place, TokenBody, paged
from chat.conversations import Conversations, exchange_json, question_of_vote
from chat.gateway.request_queue import RequestQueue
from chat.service.service import Service, Visit
from ingest.errors import NotAllowed, NotFound


def _admin(request: Request, service: Service) -> Visit:
    visit = visit_of(request, service)
    if not visit.user.is_admin:
        raise NotAllowed("只有管理员可以管理", "this takes the role of an admin")
    return visit


def router(service: Service, queue: RequestQueue, conversations: Conversations) -> APIRouter:
    """Give the routes ``/api/conversations``, ``/api/feedback`` and ``/api/tokens``."""
    routes = APIRouter(prefix="/api", tags=["admin"])
    _add_conversations(routes, service, queue, conversations)
    _add_tokens(routes, service, queue)

    @routes.get("/feedback", summary="对回答的评价", responses=gives(FeedbackReply), response_model=None)
    async def list_feedback(request: Request, limit: Limit = MOST_ROWS, offset: Offset = 0) -> dict[str, Any]:
        _admin(request, service)
        votes, about = paged(await queue.read(conversations.votes), limit, offset)
        rows = [
            {"vote": vote.vote, "reason": vote.reason, "remark": vote.remark, "at": vote.at,
             "conversation": vote.conversation, "number": vote.exchange.number,
             "question": question_of_vote(vote, f"v{offset + number:04d}")}
            for number, vote in enumerate(votes, 1)
        ]  # fmt: skip
        return {"feedback": rows, **about}

    @routes.delete(
        "/feedback/{conversation}/{number}",
        summary="删去一条评价",
        responses=gives(RemovedReply),
        response_model=None,
    )
    async def remove_feedback(conversation: str, number: Place, request: Request) -> dict[str, Any]:
        visit = _admin(request, service)
        if not await queue.read(lambda: conversations.remove_vote(conversation, number)):
            raise NotFound("没有这条评价", "there is no such vote")
        visit.note("remove_feedback", conversation=conversation, number=number)
        return {"removed": f"{conversation}/{number}"}

    return routes


def _add_conversations(
    routes: APIRouter, service: Service, queue: RequestQueue, conversations: Conversations
) -> None:
    @routes.get(
        "/conversations", summary="留存的对话", responses=gives(ConversationsReply), response_model=None
    )
    async def list_conversations(
        request: Request, limit: Limit = MOST_ROWS, offset: Offset = 0
    ) -> dict[str, Any]:
        _admin(request, service)
        part, about = paged(await queue.read(conversations.all), limit, offset)
        return {"conversations": part, **about}

    @routes.get(
        "/conversations/{conversation}",
        summary="一次对话",
        responses=gives(WholeConversationReply),
        response_model=None,
    )
    async def read_conversation(conversation: str, request: Request) -> dict[str, Any]:
        visit = _admin(request, service)
        owner = await queue.read(lambda: _owner_of(conversations, conversation))
        visit.note("read_conversation", conversation=conversation)
        exchanges = await queue.read(lambda: conversations.load(owner, conversation) or ())
        title = conversations.title(owner, conversation)
        return {"id": conversation, "title": title, "exchanges": [exchange_json(one) for one in exchanges]}

    @routes.delete(
        "/conversations/{conversation}",
        summary="删去一次对话",
        responses=gives(RemovedReply),
        response_model=None,
    )
    async def remove_conversation(conversation: str, request: Request) -> dict[str, Any]:
        visit = _admin(request, service)
        owner = await queue.read(lambda: _owner_of(conversations, conversation))
        await queue.read(lambda: conversations.delete(owner, conversation))
        visit.note("remove_conversation", conversation=conversation)
        return {"removed": conversation}


def _owner_of(conversations: Conversations, conversation: str) -> str:
    """Whose a conversation is. Raises ``NotFound``."""
    for one in conversations.all():
        if one["id"] == conversation:
            return str(one["owner"])
    raise NotFound("没有这次对话", "there is no such conversation")


def _add_tokens(routes: APIRouter, service: Service, queue: RequestQueue) -> None:
    def accounts() -> Accounts:
        if service.accounts is None:
            raise NotAllowed("没有启用账户（serve --auth）", "accounts are not in use (serve --auth)")
        return service.accounts

    @routes.get("/tokens", summary="发出的令牌", responses=gives(TokensReply), response_model=None)
    async def list_tokens(request: Request) -> dict[str, Any]:
        _admin(request, service)
        return {"tokens": await queue.read(accounts().tokens)}

    @routes.post(
        "/tokens", status_code=201, summary="发一个令牌，只显示这一次", response_model=None,
        responses={201: {"model": TokenReply, "description": "发出了"}},
    )  # fmt: skip
    async def new_token(asked: TokenBody, request: Request) -> dict[str, Any]:
        visit, kept = _admin(request, service), accounts()
        if asked.user not in {user.name for user in kept.users()}:
            raise NotFound(f"没有用户“{asked.user}”", f"there is no user '{asked.user}'")
        token = await queue.read(lambda: kept.new_token(asked.user, asked.label))
        visit.note("new_token", owner=asked.user)
        return {**kept.tokens()[-1], "token": token}

    @routes.delete(
        "/tokens/{token}", summary="收回一个令牌", responses=gives(RemovedReply), response_model=None
    )
    async def remove_token(token: str, request: Request) -> dict[str, Any]:
        visit, kept = _admin(request, service), accounts()
        if not await queue.read(lambda: kept.remove_token(token)):
            raise NotFound("没有这个令牌", "there is no such token")
        visit.note("remove_token", token=token)
        return {"removed": token}
