"""The package trains the pretrained reader and ranker: base, examples, network, training, export, evaluation.

The order of the commands stands in ``train.py``. What the product loads of it is in ``index/teacher_reader.py``.
"""
