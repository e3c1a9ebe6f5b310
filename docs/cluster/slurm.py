"""Starts Dask workers as Slurm jobs, and prints the address for `autograder grade … --scheduler ADDRESS`.

    python docs/cluster/slurm.py --jobs 256 --queue batch --account cs101 --walltime 04:00:00

Run it where `sbatch` works and the nodes reach this machine, with the repository on a disk that the nodes see. It stays:
a job that ends is followed by a new one, and all end with it (Ctrl-C). With certificates in Dask's configuration, all
speaks TLS.
"""

from __future__ import annotations

import argparse
import sys
import time

import dask.config
from dask_jobqueue import SLURMCluster
from distributed import Security

GIB = 5
"""Memory of a worker: 1 GiB for its fork server and Dask, 3 for the submission with the highest limit, 1 for the reference."""


def cluster(options: argparse.Namespace) -> SLURMCluster:
    """A scheduler in this process, and the jobs that it will ask Slurm for; none is submitted yet."""
    secured = bool(dask.config.get("distributed.comm.tls.ca-file"))
    return SLURMCluster(
        job_name="autograder",
        queue=options.queue,
        account=options.account,
        walltime=options.walltime,
        cores=options.cores,
        processes=options.cores,
        memory=f"{GIB * options.cores}GiB",
        python=sys.executable,
        log_directory=options.logs,
        interface=options.interface,
        security=Security() if secured else None,
        protocol="tls://" if secured else "tcp://",
        scheduler_options={"port": options.port, "dashboard": False},
        worker_extra_args=["--no-dashboard"],
        job_script_prologue=[
            f"export AUTOGRADER_CACHE={options.cache}" if options.cache else "",
            f"{sys.executable} -m autograder doctor || exit 1  # a node that cannot grade says why, and takes no work",
        ],
    )


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    """The options of this script."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=8, help="how many, each with one worker process")
    parser.add_argument(
        "--cores", type=int, default=1, help="worker processes of a job; of more than one, none is replaced"
    )
    parser.add_argument("--queue", help="partition")
    parser.add_argument("--account")
    parser.add_argument("--walltime", default="04:00:00")
    parser.add_argument("--interface", help="network that nodes and this machine have in common, such as ib0")
    parser.add_argument("--port", type=int, default=8786, help="of the scheduler; 0: any that is free")
    parser.add_argument(
        "--cache", help="folder for reference observations, private to you, on a disk that all nodes see"
    )
    parser.add_argument("--logs", default="slurm-logs", help="folder for the jobs' output")
    return parser.parse_args(given)


def main() -> None:
    """Keep the jobs running until Ctrl-C."""
    options = arguments()
    with cluster(options) as workers:
        workers.adapt(minimum_jobs=options.jobs, maximum_jobs=options.jobs)
        print(f"autograder grade CLASS --out graded --scheduler {workers.scheduler_address}", flush=True)
        try:
            while True:
                time.sleep(60)
        except KeyboardInterrupt:
            print("ending the jobs")


if __name__ == "__main__":
    main()
