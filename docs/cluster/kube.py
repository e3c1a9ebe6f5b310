"""Starts a Dask cluster on Kubernetes by Dask's operator, and prints the address for `autograder grade … --scheduler ADDRESS`.

    python docs/cluster/kube.py --image registry.example.org/tf-exercises:1 --workers 64
    python docs/cluster/kube.py --image registry.example.org/tf-exercises:1 --workers 64 --print | kubectl apply -f -

The first stays until Ctrl-C and takes the cluster away again; its address holds on this machine (the port is forwarded)
or, run in a pod, in the cluster. The second writes the resource for `kubectl`.
"""

from __future__ import annotations

import argparse
import json
import time
from typing import Any

from dask_kubernetes.operator import KubeCluster, make_cluster_spec

MEMORY = "5Gi"
"""Of a worker: 1 GiB for its fork server and Dask, 3 for the submission with the highest limit, 1 for the reference."""

# What the sandbox is built with: namespaces and mounts, uids of their own for workers, an end for each. Learners' code has
# none of it: it runs as a uid that owns nothing, without capabilities, behind seccomp and Landlock.
SANDBOX: dict[str, Any] = {
    "runAsUser": 0,
    "capabilities": {"drop": ["ALL"], "add": ["SYS_ADMIN", "SETUID", "SETGID", "KILL"]},
    "seccompProfile": {"type": "Unconfined"},
}
APPARMOR = {f"container.apparmor.security.beta.kubernetes.io/{name}": "unconfined" for name in ("worker", "doctor")}


def spec(name: str, image: str, workers: int, *, privileged: bool = False) -> dict[str, Any]:
    """The resource DaskCluster: one scheduler, and one worker process per pod and core.

    `privileged` is for nodes whose AppArmor forbids mounts and that no longer read AppArmor's annotation.
    """
    resources = {"requests": {"cpu": "1", "memory": MEMORY}, "limits": {"memory": MEMORY}}
    made = make_cluster_spec(
        name,
        image=image,
        n_workers=workers,
        resources=resources,
        env={"AUTOGRADER_CACHE": "/cache"},
        worker_command="dask worker --nthreads 1 --no-nanny --memory-limit 0",
    )
    scheduler, worker = made["spec"]["scheduler"]["spec"], made["spec"]["worker"]["spec"]
    scheduler["containers"][0]["args"] = ["dask", "scheduler", "--host", "0.0.0.0"]
    context = {"runAsUser": 0, "privileged": True} if privileged else SANDBOX
    mounts = [{"name": "cache", "mountPath": "/cache"}]
    worker["containers"][0] |= {"securityContext": context, "volumeMounts": mounts}
    # A node that cannot grade says why in the log of this container, and its pod takes no work.
    doctor = {"name": "doctor", "image": image, "args": ["autograder", "doctor"]}
    worker["initContainers"] = [doctor | {"securityContext": context, "resources": resources}]
    worker["volumes"] = [{"name": "cache", "emptyDir": {}}]
    worker["automountServiceAccountToken"] = False
    made["spec"]["worker"]["metadata"] = {"annotations": APPARMOR}
    return made


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    """The options of this script."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--image", required=True, help="made by docs/cluster/Dockerfile, where the nodes find it")
    parser.add_argument("--workers", type=int, default=8, help="pods with one core and 5 GiB each")
    parser.add_argument("--name", default="autograder")
    parser.add_argument("--namespace", default="default")
    parser.add_argument("--privileged", action="store_true", help="workers as privileged containers")
    parser.add_argument("--print", action="store_true", help="print the resource as JSON, and start nothing")
    return parser.parse_args(given)


def main() -> None:
    """Keep the cluster until Ctrl-C."""
    options = arguments()
    made = spec(options.name, options.image, options.workers, privileged=options.privileged)
    if options.print:
        print(json.dumps(made, indent=2))
        return
    with KubeCluster(namespace=options.namespace, custom_cluster_spec=made) as cluster:
        print(f"autograder grade CLASS --out graded --scheduler {cluster.scheduler_address}", flush=True)
        try:
            while True:
                time.sleep(60)
        except KeyboardInterrupt:
            print("ending the cluster")


if __name__ == "__main__":
    main()
