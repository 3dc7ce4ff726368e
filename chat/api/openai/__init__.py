"""The interface of OpenAI: chat completions, embeddings, and what chat front ends ask beside."""
