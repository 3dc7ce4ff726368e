"""Load and run the models: embeddings, rerankers, the reader of answers, boosted trees."""
