"""Ask from the page: an answer in the making, which may begin before Gradio's event for its question comes."""
