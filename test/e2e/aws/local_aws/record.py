"""What was done, in the order it was done."""

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
    """All objects of a cluster, as they are now."""
    (_folder / 'kubernetes' / f'{name}.json').write_text(json.dumps(objects))
