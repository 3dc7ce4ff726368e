"""The commands of app.py, a module for each group of them."""
