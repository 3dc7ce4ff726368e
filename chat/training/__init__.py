"""Scripts that fit what ``chat`` ships. Run by hand; no part of the product imports them."""
