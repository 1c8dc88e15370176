"""Which resource of a template needs which, and an order that keeps to it."""

import re


def references(value):
    """Names in Ref, Fn::GetAtt and Fn::Sub, of resources and of anything else."""
    if isinstance(value, list):
        for item in value:
            yield from references(item)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key == 'Ref':
                yield inner
            elif key == 'Fn::GetAtt':
                yield inner.split('.')[0] if isinstance(inner, str) else inner[0]
            else:
                if key == 'Fn::Sub':
                    yield from re.findall(r'\$\{([A-Za-z0-9]+)', inner if isinstance(inner, str) else inner[0])
                yield from references(inner)


def needs(resources):
    """What each resource needs, by logical id."""
    needed = {}
    for logical_id, resource in resources.items():
        after = resource.get('DependsOn', [])
        names = {after} if isinstance(after, str) else set(after)
        needed[logical_id] = (names | set(references(resource.get('Properties', {})))) & resources.keys() - {logical_id}
    return needed


def order(resources):
    """An order CloudFormation may take, and the worst for whoever forgot a dependency: of all resources that could be
    next, the last of the template is."""
    left = needs(resources)
    done = []
    while left:
        ready = [logical_id for logical_id, needed in left.items() if needed <= set(done)]
        if not ready:
            raise ValueError(f'circular dependency between {", ".join(left)}')
        done.append(ready[-1])
        del left[ready[-1]]
    return done
