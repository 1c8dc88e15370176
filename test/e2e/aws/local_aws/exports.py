"""Exports that other stacks import: CloudFormation neither removes nor changes them."""

from .stacks import Failed


def imported_names(value):
    """Names in Fn::ImportValue, which CDK writes as texts."""
    if isinstance(value, list):
        for item in value:
            yield from imported_names(item)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key == 'Fn::ImportValue':
                yield inner
            else:
                yield from imported_names(inner)


def importer_of(backend, stack, name):
    """Name of another stack that imports an export, or None."""
    for other in backend.stacks.values():
        deployed = other.resource_map._resource_json_map
        if other is not stack and name in imported_names(deployed):
            return other.name
    return None


def refuse(stack, name, verb, importer):
    reason = f'Export {name} cannot be {verb} as it is in use by {importer}'
    raise Failed(stack.name, 'AWS::CloudFormation::Stack', 'UPDATE', reason)


def refuse_removed(backend, stack, template):
    """Refuses a template of a stack that lacks an export in use."""
    stays = [output.get('Export', {}).get('Name') for output in template.get('Outputs', {}).values()]
    for name, export in backend.exports.items():
        importer = importer_of(backend, stack, name)
        if export.exporting_stack_id == stack.stack_id and name not in stays and importer:
            refuse(stack, name, 'deleted', importer)


def refuse_changed(backend, stack):
    """Refuses another value of an export in use."""
    for export in stack.exports:
        before = backend.exports.get(export.name)
        importer = importer_of(backend, stack, export.name)
        if before and before.value != export.value and importer:
            refuse(stack, export.name, 'updated', importer)
