"""The interfaces for programs: REST, OpenAI chat, MCP tools and LangChain."""
