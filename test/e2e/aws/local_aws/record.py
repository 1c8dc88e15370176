"""Records of operations, in order."""

import json

_folder = None


def start(folder):
    global _folder
    _folder = folder
    (folder / 'kubernetes').mkdir(parents=True, exist_ok=True)
    (folder / 'operations.jsonl').touch()


def operation(**what):
    with (_folder / 'operations.jsonl').open('a') as file:
        file.write(json.dumps(what) + '\n')


def cluster(name, objects):
    """Records the present objects of a cluster."""
    (_folder / 'kubernetes' / f'{name}.json').write_text(json.dumps(objects))
