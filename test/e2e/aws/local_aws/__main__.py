"""Starts the local AWS on a free port of loopback and prints the port: python -m local_aws FOLDER.

FOLDER has `issuer.pem`, the public key of all who issue tokens. It gets `operations.jsonl`, one line for everything a
stack made, changed, deleted or left, in order, and `kubernetes/<cluster>.json`, the objects each cluster has.
"""

import json
import os
import sys
import threading
from pathlib import Path

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

from . import access, buckets, changes, custom_resources, eks, eks_api, identity, keys
from . import partitions, record, secrets, simulation, stacks, web_identity


def end_with_parent():
    """Ends this process when its parent ends, which closes standard input."""
    sys.stdin.read()
    os._exit(0)


def main(folder):
    record.start(Path(folder))
    subjects = (partitions, stacks, changes, identity, simulation, buckets, keys, secrets, eks, eks_api, custom_resources)
    for subject in (*subjects, access):
        subject.install()
    web_identity.install(folder)
    server = make_server('127.0.0.1', 0, DomainDispatcherApplication(create_backend_app), threaded=True)
    threading.Thread(target=end_with_parent, daemon=True).start()
    print(json.dumps({'port': server.port}), flush=True)
    server.serve_forever()


main(sys.argv[1])
