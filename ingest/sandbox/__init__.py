"""Run the process that reads a file, and guard it: limits, watchdog, pipes, a pool of workers."""

from ingest.sandbox import page_pictures
from ingest.sandbox.page_pictures import is_drawn
from ingest.sandbox.pool import ParseOutcome, Pool
from ingest.sandbox.ray_pool import RayCluster, RayPool
from ingest.sandbox.worker import Worker

__all__ = ["ParseOutcome", "Pool", "RayCluster", "RayPool", "Worker", "is_drawn", "page_pictures"]
