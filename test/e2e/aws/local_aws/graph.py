"""Dependencies between resources of a template, and an order that respects them."""

import re


def references(value):
    """Names in Ref, Fn::GetAtt and Fn::Sub, of resources and of parameters."""
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
    """Dependencies of each resource, by logical id."""
    needed = {}
    for logical_id, resource in resources.items():
        after = resource.get('DependsOn', [])
        names = {after} if isinstance(after, str) else set(after)
        needed[logical_id] = (names | set(references(resource.get('Properties', {})))) & resources.keys() - {logical_id}
    return needed


def order(resources):
    """Order that CloudFormation could use, chosen to expose missing dependencies: from the last resource of the template
    to the first, each directly after its dependencies."""
    needed = needs(resources)
    done = []

    def visit(logical_id, path):
        if logical_id in path:
            raise ValueError(f'circular dependency between {", ".join(path)}')
        if logical_id in done:
            return
        for before in reversed(resources):
            if before in needed[logical_id]:
                visit(before, [*path, logical_id])
        done.append(logical_id)

    for logical_id in reversed(resources):
        visit(logical_id, [])
    return done
