"""Work on Chinese text itself: folding, sentences, numerals, dates, figures, places, likeness."""
